import { CofferError, type FieldError } from '#kernel';
import type { ImportedHash } from '../accounts/user.js';
import { HEX_SALT, type ImportedBcrypt, importedHashOf } from './imported-hash.js';

export const IMPORTED_INPUTS = ['password', 'password+pepper', 'password+salt+pepper'] as const;
const BCRYPT_RULE = 'must be a bcrypt string ($2a$, $2b$ or $2y$, 60 characters) with a cost from 4 to 14';

/** How another system hashed a password, as a line of an import or a request says it. */
export interface ImportedFields {
  readonly hashed_password?: unknown;
  /** The text that bcrypt hashed. If omitted: `password+pepper` if there is a pepper, otherwise `password`. */
  readonly input?: unknown;
  /** Used only if `input` has it; otherwise it is checked and dropped. */
  readonly salt?: unknown;
}

/**
 * Reads the fields. Null if one of them is wrong: then `errors` has an error for each. No message holds a value.
 * `hasPepper`: whether the server has the pepper of the other system.
 */
export function importedBcryptOf(
  given: ImportedFields,
  hasPepper: boolean,
  errors: FieldError[],
): ImportedBcrypt | null {
  const before = errors.length;
  const need = <T>(field: keyof ImportedFields, value: T | null, message: string): T | null => {
    if (value === null) errors.push({ field, code: field, message: `${field} ${message}` });
    return value;
  };
  const hash = need('hashed_password', hashOf(given.hashed_password), BCRYPT_RULE);
  const input = need('input', inputOf(given.input, hasPepper), `must be one of ${IMPORTED_INPUTS.join(', ')}`);
  if (input?.includes('pepper') && !hasPepper) need('input', null, 'names a pepper, but IMPORT_PEPPER is not set');
  const isSalted = input === 'password+salt+pepper';
  const isGiven = isSalted || given.salt !== undefined;
  const salt = isGiven ? need('salt', saltOf(given.salt), 'must be 32 hexadecimal digits') : null;
  if (errors.length > before || hash === null || input === null) return null;
  return { ...hash, importedHash: { ...hash.importedHash, input, hexSalt: isSalted ? salt : null } };
}

/** As {@link importedBcryptOf}. Throws `validation_failed` with every wrong field. */
export function requireImportedBcrypt(given: ImportedFields, hasPepper: boolean): ImportedBcrypt {
  const errors: FieldError[] = [];
  const imported = importedBcryptOf(given, hasPepper, errors);
  if (imported) return imported;
  throw new CofferError('validation_failed', 'The password of the other system cannot be imported.', {
    fields: errors,
  });
}

function inputOf(value: unknown, hasPepper: boolean): ImportedHash['input'] | null {
  if (value === undefined) return hasPepper ? 'password+pepper' : 'password';
  return IMPORTED_INPUTS.find((input) => input === value) ?? null;
}

function saltOf(value: unknown): string | null {
  return typeof value === 'string' && HEX_SALT.test(value) ? value : null;
}

/** Parses the bcrypt string only. Other fields say what bcrypt hashed. */
function hashOf(value: unknown): ImportedBcrypt | null {
  if (typeof value !== 'string') return null;
  try {
    return importedHashOf(value, { input: 'password', hexSalt: null });
  } catch (error) {
    if (error instanceof CofferError) return null;
    throw error;
  }
}
