import * as z from 'zod';
import { PASSWORD_LEAST_LENGTH } from '#kernel';
import { mongodbUrl } from './mongodb-url.js';
import {
  auditStream,
  checkpointPace,
  cidrs,
  duration,
  host,
  mailbox,
  nodeAddress,
  noteName,
  onOff,
  origins,
  pattern,
  publicUrl,
  startWait,
  strongSecret,
  trueOrFalse,
  url,
  vaultAddress,
  whole,
} from './values.js';

/** A text that somebody else chose, as it is. */
const freeText = z.string().max(1024, 'is too long');
const text = freeText.regex(/^\P{Cc}*$/u, 'must not contain line breaks or other control characters');
/** What may stand in a header as a bearer token (RFC 6750 section 2.1 allows less; receivers accept more). */
const bearer = z
  .string()
  .max(4096, 'must have at most 4,096 characters')
  .regex(/^[\x21-\x7e]+$/, 'must be visible ASCII characters without spaces');
const passphrase = z.string().min(12, 'must have at least 12 characters').max(1024, 'is too long');
const mount = z
  .string()
  .regex(/^[a-zA-Z0-9_-]+(\/[a-zA-Z0-9_-]+)*$/, 'must be a mount path without slashes at its ends');

const plainName = z.string().regex(/^[a-zA-Z0-9_-]{1,63}$/, 'must be 1 to 63 letters, digits, _ or -');

/** Clients of Vault name the mount in each path, and Vault itself serves what begins with these names. */
const kvApiMount = z
  .string()
  .max(128, 'must have at most 128 characters')
  .regex(
    /^(?!(auth|cubbyhole|identity|sys)(\/|$))[a-zA-Z0-9_-]+(\/[a-zA-Z0-9_-]+)*$/,
    'must be letters, digits, _ and -, with / between its parts, and not begin with auth, cubbyhole, identity or sys',
  );

/** Every variable that Coffer reads, with its default. A test compares it with `.env.example`. */
export const ENVIRONMENT = z.object({
  HOST: text.default('127.0.0.1'),
  PORT: whole(0, 65_535, 8_000),
  TLS_CERT_FILE: text.optional(),
  TLS_KEY_FILE: text.optional(),
  TRUSTED_PROXIES: cidrs,
  PUBLIC_URL: publicUrl.optional(),
  CORS_ORIGINS: origins,
  API_DOCS: onOff.default(true),
  KV_API: onOff.default(true),
  KV_API_MOUNT: kvApiMount.default('secret'),
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
  AUDIT_SCRUB_PER_SECOND: whole(0, 1_000_000, 1_000),
  AUDIT_KEY_OVERLAP: duration('30d').refine((seconds) => seconds <= 31_536_000, 'must be at most 365d'),
  AUDIT_STREAM: auditStream.optional(),
  AUDIT_STREAM_TOKEN: bearer.optional(),
  AUDIT_CA_FILE: text.optional(),
  AUDIT_WITNESS_POLICY: text.optional(),
  WITNESS_NAME: noteName.optional(),
  WITNESS_LOGS: text.optional(),
  AUDIT_CHECKPOINT_EVERY: checkpointPace.optional(),
  AUDIT_ORIGIN: noteName.optional(),

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
  PASSWORD_MIN_LENGTH: whole(PASSWORD_LEAST_LENGTH, 128, 12),
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
  IMPORT_PEPPER: freeText.optional(),
  ARGON2_MEMORY_KIB: whole(19_456, 4_194_304, 65_536),
  ARGON2_ITERATIONS: whole(2, 100, 3),
  ARGON2_PARALLELISM: whole(1, 16, 1),

  SMTP_SERVER: host.optional(),
  SMTP_PORT: whole(1, 65_535, 587),
  SMTP_USERNAME: text.optional(),
  SMTP_PASSWORD: freeText.optional(),
  SMTP_CA_FILE: text.optional(),
  EMAIL_FROM: mailbox.optional(),

  API_KEY_MAX_AGE: duration('365d').refine((seconds) => seconds >= 60 && seconds <= 31_536_000, 'must be 1m to 365d'),

  SECRET_VERSIONS_KEPT: whole(1, 100, 10),
  SECRET_RETENTION: duration('7d'),

  KEY_DESTROY_AFTER: duration('30d'),
  SENSITIVE_CARD_LUHN: trueOrFalse.default(false),
  NATIONAL_ID_PATTERN: pattern('^[A-Za-z0-9-]{4,32}$'),

  STORE_RESERVE_MIB: whole(0, 1_048_576, 256),
  DATA_DIR: text.default('./data'),
  KEYRING_DIR: text.default('./keyring'),
  KEYRING_PASSPHRASE: passphrase.optional(),

  START_WAIT: startWait,
  NODE_ADDRESS: nodeAddress.optional(),
  MONGODB_URL: mongodbUrl.optional(),
  MONGODB_CA_FILE: text.optional(),
  DB_NAME: plainName.default('coffer'),
  VAULT_ADDR: vaultAddress.optional(),
  VAULT_CA_FILE: text.optional(),
  VAULT_NAMESPACE: text.optional(),
  VAULT_TOKEN: text.optional(),
  VAULT_ROLE_ID: text.optional(),
  VAULT_SECRET_ID: text.optional(),
  VAULT_MASTER_KEY: z.enum(['transit', 'kv'], 'must be transit or kv').default('transit'),
  VAULT_KV_MOUNT: mount.default('kv'),
  VAULT_TRANSIT_MOUNT: mount.default('transit'),
  VAULT_TRANSIT_KEY: plainName.default('coffer-master'),
  VAULT_AUDIT_KEY: plainName.default('coffer-audit'),
});

export type Environment = z.infer<typeof ENVIRONMENT>;

const NO_EDGES = 'must not contain line breaks, and not begin or end with white space';

/** What keeps a text from being a new passphrase of the keyring; null if nothing. It begins with a verb. */
export function passphraseProblem(text: string): string | null {
  const { error } = passphrase.regex(/^(?!\s)\P{Cc}*(?<!\s)$/u, NO_EDGES).safeParse(text);
  return error?.issues[0]?.message ?? null;
}

/** Whether anybody may register. By default: with the embedded store alone. */
export function isRegistrationOpen({ REGISTRATION, MONGODB_URL }: Environment): boolean {
  return (REGISTRATION ?? (MONGODB_URL ? 'closed' : 'open')) === 'open';
}
