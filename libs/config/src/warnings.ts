import { edgeWarning } from './edges.js';
import { ENVIRONMENT, type Environment, isRegistrationOpen } from './environment.js';
import { misspelt } from './names/misspelt.js';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i;

type Given = Readonly<Record<string, string>>;

/** One line for each variable that looks like one of ours. It may be why another one is missing. */
export function misspeltNames(given: Given): string[] {
  const ours = Object.keys(ENVIRONMENT.shape);
  return misspelt(given, ours).map(([name, meant]) => {
    return `${name} is no variable of Coffer: ${meant ? `is ${meant} meant?` : 'see .env.example'}`;
  });
}

/**
 * What works and is probably not meant. Each line begins with the variable, and never shows its value. The server prints
 * them at the start and goes on.
 */
export function warningsOf(given: Given, env: Environment): string[] {
  return [...misspeltNames(given), ...edges(given), ...vault(env), ...auditName(env), ...openToOthers(env)];
}

function edges(given: Given): string[] {
  const warnings = Object.entries(given).map(([name, value]) => edgeWarning(name, value));
  return warnings.filter((warning) => warning !== null);
}

function vault({ VAULT_ADDR }: Environment): string[] {
  const { protocol, hostname } = new URL(VAULT_ADDR ?? 'https://localhost');
  if (protocol !== 'http:' || LOOPBACK.test(hostname)) return [];
  return [
    'VAULT_ADDR is http:// and not on this machine: whoever reads that network gets the token of Vault and unwrapped keys',
  ];
}

/** The first checkpoint fixes the name of the audit. A production pair signs one some seconds after its first start. */
function auditName(env: Environment): string[] {
  if (!env.MONGODB_URL || env.AUDIT_CHECKPOINT_EVERY === null || env.PUBLIC_URL || env.AUDIT_ORIGIN) return [];
  return [
    'PUBLIC_URL and AUDIT_ORIGIN are unset, so the first start gives the audit the name localhost/coffer/<8 digits> for ever: set one of them before it',
  ];
}

/** What is safe as long as only this machine reaches the server. */
function openToOthers(env: Environment): string[] {
  if (LOOPBACK.test(env.HOST)) return [];
  const warnings: string[] = [];
  if (!env.TLS_CERT_FILE && env.TRUSTED_PROXIES.length === 0) {
    warnings.push(
      'HOST is open to other machines without TLS: passwords and secrets can be read on the network. Set TLS_CERT_FILE and TLS_KEY_FILE, or TRUSTED_PROXIES for a proxy with TLS',
    );
  }
  // Whoever wrote `open` means it.
  if (env.REGISTRATION === undefined && isRegistrationOpen(env)) {
    warnings.push('REGISTRATION is unset, so anybody who reaches HOST may register: set it to closed or open');
  }
  if (!env.SMTP_SERVER && !env.MONGODB_URL) {
    warnings.push('SMTP_SERVER is unset, so no mail reaches anybody: mails are files in DATA_DIR/outbox');
  }
  return warnings;
}
