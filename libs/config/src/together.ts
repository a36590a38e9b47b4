import type { Environment } from './environment.js';
import { MAKE_ONE } from './secrets/weak-secret.js';

const SECONDS_A_DAY = 86_400;
type Name = keyof Environment;

/**
 * The rules about several variables. Each message begins with the variable to change. `given`: the variables that are set,
 * also those whose value is not valid. `env`: the valid values; the others have their defaults. A rule that compares values
 * is left out while one of them is not valid.
 */
export function togetherProblems(env: Environment, given: ReadonlySet<string>, invalid: ReadonlySet<string>): string[] {
  const problems: string[] = [];
  const has = (name: Name) => given.has(name);
  const need = (holds: boolean, message: string) => {
    if (!holds) problems.push(message);
  };
  const compare = (names: readonly Name[], holds: boolean, message: string) =>
    need(holds || names.some((name) => invalid.has(name)), message);
  pairs(env, has, need);
  compare(
    ['SESSION_EXPIRES_IN', 'REFRESH_TOKEN_EXPIRES_IN'],
    env.SESSION_EXPIRES_IN >= env.REFRESH_TOKEN_EXPIRES_IN,
    'SESSION_EXPIRES_IN must not be shorter than REFRESH_TOKEN_EXPIRES_IN',
  );
  problems.push(...sharedSecrets(env));
  need(env.ACCESS_TOKEN_EXPIRES_IN <= SECONDS_A_DAY, 'ACCESS_TOKEN_EXPIRES_IN must be at most 1d');
  compare(
    ['PASSWORD_MIN_SCORE', 'PASSWORD_MIN_LENGTH'],
    env.PASSWORD_MIN_SCORE < 4 || env.PASSWORD_MIN_LENGTH > 10,
    'PASSWORD_MIN_SCORE must be at most 3 if PASSWORD_MIN_LENGTH is below 11: no password of 10 characters scores 4',
  );
  compare(
    ['PEPPER_VERSION'],
    !has('PEPPER_PREVIOUS') || env.PEPPER_VERSION > 1,
    'PEPPER_VERSION must be raised when PEPPER_PREVIOUS is set',
  );
  compare(
    ['VAULT_AUDIT_KEY', 'VAULT_TRANSIT_KEY'],
    env.VAULT_AUDIT_KEY !== env.VAULT_TRANSIT_KEY,
    'VAULT_AUDIT_KEY must differ from VAULT_TRANSIT_KEY: they are keys of different types',
  );
  return problems;
}

/** The rules about which variables are set beside each other. */
function pairs(env: Environment, has: (name: Name) => boolean, need: (holds: boolean, message: string) => void): void {
  const together = (one: Name, other: Name, more = '') => {
    need(!has(one) || has(other), `${other} is missing: ${one} and ${other} go together${more}`);
    need(!has(other) || has(one), `${one} is missing: ${one} and ${other} go together${more}`);
  };
  together('MONGODB_URL', 'VAULT_ADDR', ' (or set neither, for the embedded engines)');
  together('TLS_CERT_FILE', 'TLS_KEY_FILE');
  together('SMTP_USERNAME', 'SMTP_PASSWORD');
  together('WITNESS_NAME', 'WITNESS_LOGS');
  need(!has('BREACH_LIST_URL') || !has('BREACH_LIST_FILE'), 'BREACH_LIST_FILE must be unset if BREACH_LIST_URL is set');
  need(
    has('SMTP_SERVER') || !(has('SMTP_USERNAME') || has('SMTP_PASSWORD') || has('SMTP_CA_FILE')),
    'SMTP_SERVER is missing: SMTP_USERNAME, SMTP_PASSWORD and SMTP_CA_FILE are for it',
  );
  need(!has('SMTP_SERVER') || has('EMAIL_FROM'), 'EMAIL_FROM is missing: SMTP_SERVER and EMAIL_FROM go together');
  need(
    !has('AUDIT_STREAM_TOKEN') || (has('AUDIT_STREAM') && env.AUDIT_STREAM !== 'stdout'),
    'AUDIT_STREAM must be the address of a receiver if AUDIT_STREAM_TOKEN is set',
  );
  need(
    !has('NODE_ADDRESS') || has('MONGODB_URL'),
    'MONGODB_URL must be set if NODE_ADDRESS is: several nodes share it',
  );
  if (!has('MONGODB_URL') || !has('VAULT_ADDR')) return;
  need(has('JWT_SECRET'), `JWT_SECRET is missing: every node needs the same; ${MAKE_ONE}`);
  need(has('PEPPER'), `PEPPER is missing: every node needs the same; ${MAKE_ONE}`);
  if (!has('VAULT_ROLE_ID') && !has('VAULT_SECRET_ID'))
    need(has('VAULT_TOKEN'), 'VAULT_ROLE_ID and VAULT_SECRET_ID (or VAULT_TOKEN) are missing');
  else if (has('VAULT_TOKEN'))
    need(false, 'VAULT_TOKEN must be unset if VAULT_ROLE_ID or VAULT_SECRET_ID is set: a token or an AppRole logs in');
  else together('VAULT_ROLE_ID', 'VAULT_SECRET_ID');
}

/** Secrets in the order in which a message names them: the later one has to change. */
const SECRETS = ['JWT_SECRET', 'JWT_SECRET_PREVIOUS', 'PEPPER', 'PEPPER_PREVIOUS', 'SETUP_TOKEN'] as const;

/** One value for two purposes: who learns one learns the other, and a change of one is no change. */
function sharedSecrets(env: Environment): string[] {
  return SECRETS.flatMap((name, at) => {
    const same = SECRETS.slice(0, at).find((other) => env[other] !== undefined && env[other] === env[name]);
    return same ? [`${name} must differ from ${same}: ${MAKE_ONE}`] : [];
  });
}
