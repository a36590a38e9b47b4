import { invalidField } from '#kernel';
import type { ImportedHash } from '../accounts/user.js';

/** The alphabet of bcrypt's own base64. */
const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** A string of bcrypt with a cost from 4 to 14. */
export const BCRYPT = /^\$2[aby]\$(0[4-9]|1[0-4])\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/;
/** Unused bits of the last character: 22 characters hold the 128 bits of the salt, 31 the 184 bits of the digest. */
const SALT_SPARE_BITS = 4;
const DIGEST_SPARE_BITS = 2;
/** The salt that Python's `secrets.token_hex(16)` makes. */
export const HEX_SALT = /^[0-9a-fA-F]{32}$/;

export interface ImportedBcrypt {
  readonly importedHash: ImportedHash;
  /** The whole string, in the form that ImportedHasher returns. Only its hash is stored, as `passwordHash`. */
  readonly bcrypt: string;
}

/**
 * Parses another system's bcrypt string. `$2a$`, `$2b$` and `$2y$` are the same function for passwords, so all become
 * `$2b$`. The cost must be 4 to 14: a higher one would keep a thread busy for seconds a guess. Some libraries leave
 * unused bits set; they are cleared, as bcrypt itself does.
 *
 * Throws `validation_failed` with the field `bcrypt` or `hex_salt`. `hexSalt` must be given if, and only if, the input
 * has a salt.
 */
export function importedHashOf(text: string, { input, hexSalt }: Omit<ImportedHash, 'setting'>): ImportedBcrypt {
  const [, cost, salt, digest] = BCRYPT.exec(text) ?? [];
  if (cost === undefined || salt === undefined || digest === undefined) {
    throw invalidField(
      'bcrypt',
      'bcrypt',
      'bcrypt must be a bcrypt string ($2a$, $2b$ or $2y$) with a cost from 4 to 14',
    );
  }
  if ((input === 'password+salt+pepper') !== (hexSalt !== null) || (hexSalt !== null && !HEX_SALT.test(hexSalt))) {
    throw invalidField(
      'hex_salt',
      'hex_salt',
      'hex_salt must be 32 hex digits if the input has a salt, and omitted otherwise',
    );
  }
  const setting = `$2b$${cost}$${canonical(salt, SALT_SPARE_BITS)}`;
  return { importedHash: { setting, input, hexSalt }, bcrypt: setting + canonical(digest, DIGEST_SPARE_BITS) };
}

/**
 * The text that bcrypt hashed for `password`; null if it needs a pepper and there is none.
 *
 * @example bcryptInputOf('pw', { setting, input: 'password+pepper', hexSalt: null }, 'pepper') // 'pwpepper'
 */
export function bcryptInputOf(
  password: string,
  { input, hexSalt }: ImportedHash,
  pepper: string | null,
): string | null {
  if (input === 'password') return password;
  return pepper === null ? null : password + (hexSalt ?? '') + pepper;
}

function canonical(text: string, spareBits: number): string {
  const last = ALPHABET.indexOf(text.slice(-1));
  return text.slice(0, -1) + ALPHABET.charAt((last >> spareBits) << spareBits);
}
