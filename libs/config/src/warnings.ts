import { ENVIRONMENT, type Environment, isRegistrationOpen } from './environment.js';
import { misspelt } from './misspelt.js';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i;

/** One line for each variable that looks like one of ours. It may be why another one is missing. */
export function misspeltNames(given: Readonly<Record<string, string | undefined>>): string[] {
  const ours = Object.keys(ENVIRONMENT.shape);
  return misspelt(given, ours).map(([name, meant]) => `${name} is no variable of Coffer: is ${meant} meant?`);
}

/**
 * What works and is probably not meant. Each line begins with the variable, and never shows its value. The server prints
 * them at the start and goes on.
 */
export function warningsOf(given: Readonly<Record<string, string | undefined>>, env: Environment): string[] {
  const warnings = misspeltNames(given);
  if (env.VAULT_ADDR && isPlain(env.VAULT_ADDR)) {
    warnings.push(
      'VAULT_ADDR is http:// and not on this machine: whoever reads that network gets the token of Vault and unwrapped keys',
    );
  }
  const isInTheOpen = !env.TLS_CERT_FILE && env.TRUSTED_PROXIES.length === 0 && !LOOPBACK.test(env.HOST);
  if (isInTheOpen && isRegistrationOpen(env)) {
    warnings.push(
      'HOST is open to other machines without TLS, and anybody may register: set TLS_CERT_FILE, or TRUSTED_PROXIES for a proxy with TLS, or REGISTRATION=closed',
    );
  }
  return warnings;
}

function isPlain(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' && !LOOPBACK.test(hostname);
}
