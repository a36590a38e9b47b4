import { CofferError, type FieldError } from '#kernel';
import { isEmail } from '../accounts/email.js';
import type { ImportedHash } from '../accounts/user.js';
import { requireUsername } from '../accounts/username.js';
import { HEX_SALT, type ImportedBcrypt, importedHashOf } from './imported-hash.js';

const FIELDS = ['username', 'email', 'hashed_password', 'input', 'salt'] as const;
type Field = (typeof FIELDS)[number];
const INPUTS: readonly ImportedHash['input'][] = ['password', 'password+pepper', 'password+salt+pepper'];
const BCRYPT_RULE = 'must be a bcrypt string ($2a$, $2b$ or $2y$, 60 characters) with a cost from 4 to 14';
/** Unknown keys of this form are named in the error. Others may hold anything, so they are not. */
const PLAIN_KEY = /^[\w.-]{1,64}$/;

/** An account of another system. */
export interface ImportRecord {
  /** Canonical. */
  readonly username: string;
  readonly email: string;
  readonly hash: ImportedBcrypt;
}

/**
 * Reads one line of an import: a JSON object `{username, email, hashed_password, input?, salt?}` without other fields.
 * `input` is the text that bcrypt hashed. If omitted, it is `password+pepper` if there is a pepper (`hasPepper`),
 * otherwise `password`. `salt` is used only if `input` has it; otherwise it is checked and dropped.
 *
 * Throws `validation_failed` with every wrong field. No message holds a value.
 *
 * @example parseImportRecord('{"username":"ada","email":"ada@example.org","hashed_password":"$2b$12$..."}', true)
 */
export function parseImportRecord(line: string, hasPepper: boolean): ImportRecord {
  const given = objectOf(line);
  const errors = Object.keys(given).filter(isUnknown).map(unknownField);
  const need = <T>(field: Field, value: T | null, message: string): T | null => {
    if (value === null) errors.push({ field, code: field, message: `${field} ${message}` });
    return value;
  };
  const address = emailOf(given.email);
  const username = usernameOf(given.username, address, errors);
  const email = need('email', address, 'must be an e-mail address of at most 254 characters');
  const hash = need('hashed_password', hashOf(given.hashed_password), BCRYPT_RULE);
  const input = need('input', inputOf(given.input, hasPepper), `must be one of ${INPUTS.join(', ')}`);
  if (input?.includes('pepper') && !hasPepper) need('input', null, 'names a pepper, but IMPORT_PEPPER is not set');
  const isSalted = input === 'password+salt+pepper';
  const isGiven = isSalted || given.salt !== undefined;
  const salt = isGiven ? need('salt', saltOf(given.salt), 'must be 32 hexadecimal digits') : null;
  if (errors.length > 0 || username === null || email === null || hash === null || input === null) {
    throw new CofferError('validation_failed', 'The line is not an account that can be imported.', { fields: errors });
  }
  const importedHash = { ...hash.importedHash, input, hexSalt: isSalted ? salt : null };
  return { username, email, hash: { ...hash, importedHash } };
}

function objectOf(line: string): Readonly<Record<string, unknown>> {
  let given: unknown;
  try {
    given = JSON.parse(line);
  } catch {
    // The error is thrown below: the parser's message would quote the line.
  }
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return { ...given };
  const fields = [{ field: '', code: 'object', message: 'is not a JSON object' }];
  throw new CofferError('validation_failed', 'The line is not a JSON object.', { fields });
}

function isUnknown(key: string): boolean {
  return !(FIELDS as readonly string[]).includes(key);
}

function unknownField(key: string): FieldError {
  const field = PLAIN_KEY.test(key) ? key : 'a field';
  return { field, code: 'unknown_field', message: `${field} is not one of ${FIELDS.join(', ')}` };
}

/** A name that looks like an address is not compared with an address that is wrong itself. */
function usernameOf(value: unknown, email: string | null, errors: FieldError[]): string | null {
  const typed = typeof value === 'string' ? value : '';
  try {
    return requireUsername(typed, email ?? typed);
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
    errors.push(...(error.details.fields ?? []));
    return null;
  }
}

function emailOf(value: unknown): string | null {
  return typeof value === 'string' && isEmail(value) ? value : null;
}

function inputOf(value: unknown, hasPepper: boolean): ImportedHash['input'] | null {
  if (value === undefined) return hasPepper ? 'password+pepper' : 'password';
  return INPUTS.find((input) => input === value) ?? null;
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
