import type { FieldError } from '#kernel';

/** Parameters of the client's own key derivation: Argon2id (RFC 9106) or PBKDF2-HMAC-SHA-256 (RFC 8018). */
export interface Kdf {
  readonly algorithm: 'argon2id' | 'pbkdf2-sha256';
  /** Only for Argon2id. */
  readonly memory_kib?: number;
  readonly iterations: number;
  /** Only for Argon2id. */
  readonly parallelism?: number;
}

/** The parameters of the client's own keys. They change only together, and only with the credential. */
export interface ClientKeys {
  readonly kdf: Kdf;
  /** base64 of 16 bytes. */
  readonly encryptionSalt: string;
  /** The client makes it, and the server cannot read it; null if the client made none. */
  readonly protectedUserKey: string | null;
}

/** RFC 9106 section 4, the second recommended option, but with one lane: browsers have no threads to spare. */
export const DEFAULT_KDF: Kdf = { algorithm: 'argon2id', memory_kib: 65_536, iterations: 3, parallelism: 1 };

type Bounds = readonly [minimum: number, maximum: number];

/**
 * The minimums are those of OWASP's password storage cheat sheet. The maximums are what a browser can still compute:
 * larger parameters would lock the owner out.
 */
const KDF_BOUNDS = {
  argon2id: { memory_kib: [19_456, 1_048_576], iterations: [2, 16], parallelism: [1, 4] },
  'pbkdf2-sha256': { iterations: [600_000, 10_000_000] },
} as const satisfies Record<Kdf['algorithm'], Record<string, Bounds>>;

/** RFC 9106 section 3.1 recommends a salt of 16 bytes for password hashing. */
export const ENCRYPTION_SALT_BYTES = 16;
/** Characters of base64. A wrapped key of 32 bytes takes 80; the client may use the rest. */
const PROTECTED_USER_KEY_MAX = 4_096;

/** The errors of the parts that are given, each under its name on the wire; empty if all are valid. */
export function keyErrors({ kdf, encryptionSalt, protectedUserKey }: Partial<ClientKeys>): readonly FieldError[] {
  const rule = (field: string, holds: boolean, what: string): FieldError[] =>
    holds ? [] : [{ field, code: 'base64', message: `${field} must be base64 of ${what}` }];
  return [
    ...(kdf === undefined ? [] : kdfErrors(kdf)),
    ...rule('encryption_salt', isSalt(encryptionSalt), `${ENCRYPTION_SALT_BYTES} bytes`),
    ...rule('protected_user_key', isProtectedKey(protectedUserKey), `1 to ${PROTECTED_USER_KEY_MAX} characters`),
  ];
}

/** Names each field `kdf.<name>`. */
function kdfErrors(kdf: Kdf): readonly FieldError[] {
  const bounds: Readonly<Record<string, Bounds>> = KDF_BOUNDS[kdf.algorithm];
  const errors: FieldError[] = [];
  for (const name of ['memory_kib', 'iterations', 'parallelism'] as const) {
    const field = `kdf.${name}`;
    const value = kdf[name];
    const bound = bounds[name];
    if (bound === undefined && value !== undefined) {
      errors.push({ field, code: 'unknown_field', message: `${field} is not a parameter of ${kdf.algorithm}` });
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

/** The number of bytes in strict base64 (RFC 4648 section 4: padded, without spare bits); null if it is not. */
function bytesOf(text: string): number | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes.length : null;
}
