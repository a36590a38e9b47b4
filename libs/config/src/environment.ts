import { z } from 'zod';
import { MAKE_ONE } from './secrets/weak-secret.js';
import {
  cidrs,
  duration,
  host,
  mailbox,
  mongodbUrl,
  onOff,
  pattern,
  strongSecret,
  trueOrFalse,
  url,
  whole,
} from './values.js';

const text = z.string().min(1, 'must not be empty').max(1024, 'is too long');
const mount = z
  .string()
  .regex(/^[a-zA-Z0-9_-]+(\/[a-zA-Z0-9_-]+)*$/, 'must be a mount path without slashes at its ends');
const MINUTES_A_DAY = 1_440;

/** Every variable that Coffer reads, with its default. A test compares it with `.env.example`. */
export const ENVIRONMENT = z.object({
  HOST: text.default('127.0.0.1'),
  PORT: whole(0, 65_535, 8_000),
  TLS_CERT_FILE: text.optional(),
  TLS_KEY_FILE: text.optional(),
  TRUSTED_PROXIES: cidrs,
  API_DOCS: onOff.default(true),
  LOG_LEVEL: z
    .string()
    .transform((level) => level.toLowerCase())
    .pipe(
      z.enum(
        ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
        'must be fatal, error, warn, info, debug, trace or silent',
      ),
    )
    .default('info'),
  CONNECTIONS_MAX: whole(1, 100_000, 1_000),
  CONNECTIONS_PER_NETWORK: whole(1, 100_000, 256),
  REQUESTS_AT_ONCE: whole(0, 10_000, 64),
  AUTH_RATE_PER_MINUTE: whole(0, 1_000_000, 60),
  RATE_PER_MINUTE: whole(0, 1_000_000, 6_000),
  AUDIT_STRANGERS_PER_MINUTE: whole(0, 1_000_000, 10),
  AUDIT_RECORDS_PER_DAY: whole(0, 1_000_000_000, 200_000),

  REGISTRATION: z.enum(['open', 'closed'], 'must be open or closed').optional(),
  MAX_FAILED_LOGINS: whole(1, 100, 5),
  LOCKOUT_MINUTES: whole(1, 1_440, 15),
  MFA_EMAIL_COUNTS: trueOrFalse.default(false),

  SETUP_TOKEN: strongSecret.optional(),
  JWT_SECRET: strongSecret.optional(),
  JWT_SECRET_PREVIOUS: strongSecret.optional(),
  JWT_ISSUER: text.default('coffer'),
  JWT_AUDIENCE: text.default('coffer'),
  ACCESS_TOKEN_EXPIRES_IN: duration('15m'),
  REFRESH_TOKEN_EXPIRES_IN: duration('7d'),
  SESSION_EXPIRES_IN: duration('30d'),
  PEPPER: strongSecret.optional(),
  PEPPER_PREVIOUS: strongSecret.optional(),
  PEPPER_VERSION: whole(1, 1_000_000, 1),
  PASSWORD_MIN_LENGTH: whole(8, 128, 12),
  PASSWORD_REQUIRED_CLASSES: z
    .string()
    .regex(
      /^(none|(upper|lower|digit|special)(,(upper|lower|digit|special))*)$/,
      'must be none, or some of upper,lower,digit,special',
    )
    .default('upper,lower,digit,special')
    .transform((classes) => (classes === 'none' ? [] : [...new Set(classes.split(','))])),
  PASSWORD_MIN_SCORE: whole(0, 4, 4),
  BREACH_LIST_URL: url('https:', 'http:').optional(),
  BREACH_LIST_FILE: text.optional(),
  IMPORT_PEPPER: text.optional(),
  ARGON2_MEMORY_KIB: whole(19_456, 4_194_304, 65_536),
  ARGON2_ITERATIONS: whole(2, 100, 3),
  ARGON2_PARALLELISM: whole(1, 16, 1),

  SMTP_SERVER: host.optional(),
  SMTP_PORT: whole(1, 65_535, 587),
  SMTP_USERNAME: text.optional(),
  SMTP_PASSWORD: text.optional(),
  SMTP_CA_FILE: text.optional(),
  EMAIL_FROM: mailbox.optional(),

  SECRET_VERSIONS_KEPT: whole(1, 100, 10),
  SECRET_RETENTION: duration('7d'),

  KEY_DESTROY_AFTER: duration('30d'),
  SENSITIVE_CARD_LUHN: trueOrFalse.default(false),
  NATIONAL_ID_PATTERN: pattern('^[A-Za-z0-9-]{4,32}$'),

  STORE_RESERVE_MIB: whole(0, 1_048_576, 256),
  DATA_DIR: text.default('./data'),
  KEYRING_DIR: text.default('./keyring'),
  KEYRING_PASSPHRASE: z.string().min(12, 'must have at least 12 characters').max(1024, 'is too long').optional(),

  MONGODB_URL: mongodbUrl.optional(),
  MONGODB_CA_FILE: text.optional(),
  DB_NAME: z
    .string()
    .regex(/^[a-zA-Z0-9_-]{1,63}$/, 'must be 1 to 63 letters, digits, _ or -')
    .default('coffer'),
  VAULT_ADDR: url('https:', 'http:').optional(),
  VAULT_CA_FILE: text.optional(),
  VAULT_NAMESPACE: text.optional(),
  VAULT_TOKEN: text.optional(),
  VAULT_ROLE_ID: text.optional(),
  VAULT_SECRET_ID: text.optional(),
  VAULT_MASTER_KEY: z.enum(['transit', 'kv'], 'must be transit or kv').default('transit'),
  VAULT_KV_MOUNT: mount.default('kv'),
  VAULT_TRANSIT_MOUNT: mount.default('transit'),
  VAULT_TRANSIT_KEY: z
    .string()
    .regex(/^[a-zA-Z0-9_-]{1,63}$/, 'must be 1 to 63 letters, digits, _ or -')
    .default('coffer-master'),
});

export type Environment = z.infer<typeof ENVIRONMENT>;

/** Whether anybody may register. By default: with the embedded store alone. */
export function isRegistrationOpen({ REGISTRATION, MONGODB_URL }: Environment): boolean {
  return (REGISTRATION ?? (MONGODB_URL ? 'closed' : 'open')) === 'open';
}

/** The rules about several variables. Each message begins with the variable to change. */
export function togetherProblems(env: Environment): string[] {
  const problems: string[] = [];
  const need = (holds: boolean, message: string) => {
    if (!holds) problems.push(message);
  };
  need(
    !env.MONGODB_URL || !!env.VAULT_ADDR,
    'VAULT_ADDR is missing: MONGODB_URL and VAULT_ADDR go together (or set neither, for the embedded engines)',
  );
  need(
    !env.VAULT_ADDR || !!env.MONGODB_URL,
    'MONGODB_URL is missing: MONGODB_URL and VAULT_ADDR go together (or set neither, for the embedded engines)',
  );
  need(
    !env.TLS_CERT_FILE === !env.TLS_KEY_FILE,
    `${env.TLS_CERT_FILE ? 'TLS_KEY_FILE' : 'TLS_CERT_FILE'} is missing: TLS_CERT_FILE and TLS_KEY_FILE go together`,
  );
  need(
    env.SESSION_EXPIRES_IN >= env.REFRESH_TOKEN_EXPIRES_IN,
    'SESSION_EXPIRES_IN must not be shorter than REFRESH_TOKEN_EXPIRES_IN',
  );
  problems.push(...sharedSecrets(env));
  need(env.ACCESS_TOKEN_EXPIRES_IN <= MINUTES_A_DAY * 60, 'ACCESS_TOKEN_EXPIRES_IN must be at most 1d');
  need(
    env.PASSWORD_MIN_SCORE < 4 || env.PASSWORD_MIN_LENGTH > 10,
    'PASSWORD_MIN_SCORE must be at most 3 if PASSWORD_MIN_LENGTH is below 11: no password of 10 characters scores 4',
  );
  need(!env.BREACH_LIST_URL || !env.BREACH_LIST_FILE, 'BREACH_LIST_FILE must be unset if BREACH_LIST_URL is set');
  need(!env.PEPPER_PREVIOUS || env.PEPPER_VERSION > 1, 'PEPPER_VERSION must be raised when PEPPER_PREVIOUS is set');
  need(
    !!env.SMTP_SERVER || !(env.SMTP_USERNAME || env.SMTP_PASSWORD || env.SMTP_CA_FILE),
    'SMTP_SERVER is missing: SMTP_USERNAME, SMTP_PASSWORD and SMTP_CA_FILE are for it',
  );
  need(!env.SMTP_SERVER || !!env.EMAIL_FROM, 'EMAIL_FROM is missing: SMTP_SERVER and EMAIL_FROM go together');
  need(
    !env.SMTP_USERNAME === !env.SMTP_PASSWORD,
    `${env.SMTP_USERNAME ? 'SMTP_PASSWORD' : 'SMTP_USERNAME'} is missing: SMTP_USERNAME and SMTP_PASSWORD go together`,
  );
  if (env.MONGODB_URL && env.VAULT_ADDR) {
    need(!!env.JWT_SECRET, `JWT_SECRET is missing: every node needs the same; ${MAKE_ONE}`);
    need(!!env.PEPPER, `PEPPER is missing: every node needs the same; ${MAKE_ONE}`);
    need(
      !!env.VAULT_TOKEN || (!!env.VAULT_ROLE_ID && !!env.VAULT_SECRET_ID),
      'VAULT_ROLE_ID and VAULT_SECRET_ID (or VAULT_TOKEN) are missing',
    );
  }
  return problems;
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
