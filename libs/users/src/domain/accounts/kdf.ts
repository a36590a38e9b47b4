import type { FieldError } from '#kernel';

/** Parameters of a client's own key derivation: Argon2id (RFC 9106) or PBKDF2-HMAC-SHA-256 (RFC 8018). */
export interface Kdf {
  readonly algorithm: 'argon2id' | 'pbkdf2-sha256';
  /** Argon2id alone. */
  readonly memory_kib?: number;
  readonly iterations: number;
  /** Argon2id alone. */
  readonly parallelism?: number;
}

/** What a client derives its keys from: changed together, with the credential. */
export interface ClientKeys {
  readonly kdf: Kdf;
  /** base64 of 16 bytes. */
  readonly encryptionSalt: string;
  /** Made by the client, opaque to the server; null: it made none. */
  readonly protectedUserKey: string | null;
}

/** RFC 9106 section 4, the second recommended option, on one lane: browsers have no threads to spare. */
export const DEFAULT_KDF: Kdf = { algorithm: 'argon2id', memory_kib: 65_536, iterations: 3, parallelism: 1 };

type Bounds = readonly [minimum: number, maximum: number];

/**
 * Floors: what OWASP's password storage cheat sheet asks for. Ceilings: what a client can still do in a browser, so that
 * nobody who writes the parameters can keep one from ever logging in.
 */
const KDF_BOUNDS = {
  argon2id: { memory_kib: [19_456, 1_048_576], iterations: [2, 16], parallelism: [1, 4] },
  'pbkdf2-sha256': { iterations: [600_000, 10_000_000] },
} as const satisfies Record<Kdf['algorithm'], Record<string, Bounds>>;

/** The salt of RFC 9106 section 3.1: 16 bytes suit password hashing. */
export const ENCRYPTION_SALT_BYTES = 16;
/** Characters of base64: a wrapped key of 32 bytes takes 80; the rest is the client's to fill. */
const PROTECTED_USER_KEY_MAX = 4_096;

/** What is wrong with the parts that are given, each under its name on the wire; empty when nothing is. */
export function keyErrors({ kdf, encryptionSalt, protectedUserKey }: Partial<ClientKeys>): readonly FieldError[] {
  const rule = (field: string, holds: boolean, what: string): FieldError[] =>
    holds ? [] : [{ field, code: 'base64', message: `${field} must be base64 of ${what}` }];
  return [
    ...(kdf === undefined ? [] : kdfErrors(kdf)),
    ...rule('encryption_salt', isSalt(encryptionSalt), `${ENCRYPTION_SALT_BYTES} bytes`),
    ...rule('protected_user_key', isProtectedKey(protectedUserKey), `1 to ${PROTECTED_USER_KEY_MAX} characters`),
  ];
}

/** Each field as `kdf.<name>`. */
function kdfErrors(kdf: Kdf): readonly FieldError[] {
  const bounds: Readonly<Record<string, Bounds>> = KDF_BOUNDS[kdf.algorithm];
  const errors: FieldError[] = [];
  for (const name of ['memory_kib', 'iterations', 'parallelism'] as const) {
    const field = `kdf.${name}`;
    const value = kdf[name];
    const bound = bounds[name];
    if (bound === undefined && value !== undefined) {
      errors.push({ field, code: 'unknown_field', message: `${field} is none of ${kdf.algorithm}` });
    } else if (bound !== undefined && !isWithin(value, bound)) {
      errors.push({ field, code: 'range', message: `${field} must be a whole number from ${bound[0]} to ${bound[1]}` });
    }
  }
  return errors;
}

function isWithin(value: number | undefined, [minimum, maximum]: Bounds): boolean {
  return value !== undefined && Number.isInteger(value) && value >= minimum && value <= maximum;
}

function isSalt(text?: string): boolean {
  return text === undefined || bytesOf(text) === ENCRYPTION_SALT_BYTES;
}

function isProtectedKey(text?: string | null): boolean {
  return text === undefined || text === null || (text.length <= PROTECTED_USER_KEY_MAX && (bytesOf(text) ?? 0) > 0);
}

/** How many bytes strict base64 (RFC 4648 section 4: padded, no spare bits, nothing else) carries; null: it is none. */
function bytesOf(text: string): number | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes.length : null;
}
