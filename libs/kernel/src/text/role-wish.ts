import { parseTimestamp } from '../time/timestamp.js';
import { MODEL_NAME } from './model-name.js';

/** A role as an account holds it. */
export interface Assignment {
  readonly name: string;
  /** Milliseconds since 1970; null if it does not end. */
  readonly expiresAt: number | null;
}

/** A role as a caller wants an account to hold it. A name alone: the account that gets it says until when. */
export type RoleWish = string | Assignment;

/** The most roles that one request gives to an account. */
export const ROLES_MAX = 64;
export const ROLE_FORM =
  'each the name of a role, or an object of a name and an expires_at that is null or an RFC 3339 time';

/** Reads a role in a request: its name, or `{name, expires_at}` without other fields. Null: it is neither. */
export function readRoleWish(value: unknown): RoleWish | null {
  if (typeof value === 'string') return MODEL_NAME.test(value) ? value : null;
  if (typeof value !== 'object' || value === null || Object.keys(value).sort().join() !== 'expires_at,name')
    return null;
  const { name, expires_at: end } = value as Record<string, unknown>;
  if (typeof name !== 'string' || !MODEL_NAME.test(name)) return null;
  const expiresAt = typeof end === 'string' ? parseTimestamp(end) : null;
  return end === null || expiresAt !== null ? { name, expiresAt } : null;
}
