import { closeName } from '#kernel';
import { meansTheSame } from './words.js';

/** Shorter names are too close to those of other programs. */
const SHORTEST = 6;
/** Nothing else uses names that begin like this. */
const PREFIX = /^COFFER_/i;

/** Variables of other programs that look like ours: OpenSSL's, and those of Vault's own command. */
const FOREIGN: ReadonlySet<string> = new Set([
  ...['SSL_CERT_FILE', 'SSL_KEY_FILE', 'SSL_CERT_DIR', 'SSL_CERT', 'SSL_KEY', 'HOST_PORT', 'DB_NAMES', 'LOGNAME'],
  ...['VAULT_CACERT', 'VAULT_CAPATH', 'VAULT_CACERT_BYTES', 'VAULT_AGENT_ADDR', 'VAULT_TLS_SERVER_NAME'],
  ...['COFFER_URL', 'COFFER_USERNAME', 'COFFER_PASSWORD'], // of `npm run demo`
]);

/**
 * Variables that are set and look like one of ours under a wrong name. Each with the name that was probably meant, or null
 * if the name can only be meant for Coffer and no variable of ours is close.
 *
 * @example
 * misspelt({ REGISTRATON: 'closed' }, ['REGISTRATION']); // [['REGISTRATON', 'REGISTRATION']]
 * misspelt({ SMTP_HOST: 'mail' }, ['SMTP_SERVER', 'SMTP_PORT']); // [['SMTP_HOST', 'SMTP_SERVER']]
 */
export function misspelt(
  env: Readonly<Record<string, string | undefined>>,
  ours: readonly string[],
): (readonly [name: string, meant: string | null])[] {
  const known = new Set(ours);
  return Object.keys(env).flatMap((name) => {
    if (known.has(name) || FOREIGN.has(name) || !env[name]) return [];
    const bare = name.replace(PREFIX, '');
    const meant = known.has(bare) ? bare : meantBy(bare, ours);
    return meant !== null || PREFIX.test(name) ? [[name, meant] as const] : [];
  });
}

function meantBy(name: string, ours: readonly string[]): string | null {
  if (name.length < SHORTEST) return null;
  const spelt = closeName(
    name,
    ours.filter((one) => one.length >= SHORTEST),
  );
  return spelt ?? ours.find((one) => meansTheSame(name, one)) ?? null;
}
