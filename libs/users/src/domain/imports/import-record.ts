import { CofferError, type FieldError } from '#kernel';
import { ROLE_FORM, ROLES_MAX, type RoleWish, readRoleWish } from '../accounts/assignments.js';
import { isEmail } from '../accounts/email.js';
import { requireUsername } from '../accounts/username.js';
import { importedBcryptOf } from './imported-fields.js';
import type { ImportedBcrypt } from './imported-hash.js';

const FIELDS = ['username', 'email', 'hashed_password', 'input', 'salt', 'roles'] as const;
const HASH_FIELDS = ['hashed_password', 'input', 'salt'] as const;
type Field = (typeof FIELDS)[number];
const ROLES_FORM = `must be a list of at most ${ROLES_MAX} roles: ${ROLE_FORM}`;
/** Unknown keys of this form are named in the error. Others may hold anything, so they are not. */
const PLAIN_KEY = /^[\w.-]{1,64}$/;

/** An account of another system, or a person to invite. */
export interface ImportRecord {
  /** Canonical. */
  readonly username: string;
  readonly email: string;
  /** Null: the account has no password yet. Its owner is invited. */
  readonly hash: ImportedBcrypt | null;
  readonly roles: readonly RoleWish[];
}

/**
 * Reads one line of an import: a JSON object `{username, email, hashed_password?, input?, salt?, roles?}` without other
 * fields. Without `hashed_password`, `input` and `salt` it is an invitation. See {@link importedBcryptOf}. Whether the roles exist is not checked.
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
  const email = need('email', address, 'must be an e-mail address of at most 254 bytes');
  const isInvited = HASH_FIELDS.every((field) => given[field] === undefined);
  const hash = isInvited ? null : importedBcryptOf(given, hasPepper, errors);
  const roles = need('roles', rolesOf(given.roles), ROLES_FORM);
  if (errors.length > 0 || username === null || email === null || roles === null) {
    throw new CofferError('validation_failed', 'The line is not an account that can be imported.', { fields: errors });
  }
  return { username, email, hash, roles };
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

function rolesOf(value: unknown): RoleWish[] | null {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > ROLES_MAX) return null;
  const wishes = value.map(readRoleWish);
  return wishes.every((wish) => wish !== null) ? wishes : null;
}
