import { invalidField } from '#kernel';
import type { ImportedHash } from '../accounts/user.js';

/** The alphabet of bcrypt's own base64. */
const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const BCRYPT = /^\$2[aby]\$(0[4-9]|1[0-4])\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/;
/** Spare bits of the last characters: 22 carry the 128 of the salt, 31 the 184 of the digest. */
const SALT_SPARE_BITS = 4;
const DIGEST_SPARE_BITS = 2;
/** Of `secrets.token_hex(16)`. */
export const HEX_SALT = /^[0-9a-fA-F]{32}$/;

export interface ImportedBcrypt {
  readonly importedHash: ImportedHash;
  /** The whole string, as ImportedHasher makes it again: what `passwordHash` is to be made of, and never stored itself. */
  readonly bcrypt: string;
}

/**
 * Takes another system's bcrypt string apart: `$2a$`, `$2b$` or `$2y$` (for passwords, three names of one function; all
 * become `$2b$`), cost 4 to 14: one more would keep a thread busy for seconds a guess. Characters with spare bits get
 * their canonical form, which bcrypt itself writes: some libraries leave bits there.
 *
 * 400 with the field `bcrypt` or `hex_salt`; the hex salt is there when the input says so, and only then.
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
      'hex_salt must be 32 hex digits, where the input has a salt and only there',
    );
  }
  const setting = `$2b$${cost}$${canonical(salt, SALT_SPARE_BITS)}`;
  return { importedHash: { setting, input, hexSalt }, bcrypt: setting + canonical(digest, DIGEST_SPARE_BITS) };
}

/** What bcrypt was given for `password`; null where it needs a pepper and there is none. */
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
