import { type CofferError, invalidField, MODEL_NAME, parseTimestamp } from '#kernel';

/** A role that counts for an account until a time, and not from that time on. */
export interface RoleEnd {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** A role as an account holds it. */
export interface Assignment {
  readonly name: string;
  /** Milliseconds since 1970; null if it does not end. */
  readonly expiresAt: number | null;
}

/** A role as a caller wants an account to hold it. A name alone: {@link wishedAssignments} says until when. */
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

/** What decides which roles an account holds, and for how long. */
export interface Holding {
  /** Names, sorted: also of assignments that have ended. */
  readonly roles: readonly string[];
  /** Those of `roles` that end, sorted by name. */
  readonly expiringRoles: readonly RoleEnd[];
  /** When the account expires, in milliseconds since 1970; null: never. */
  readonly expiresAt: number | null;
}

/** Whether a time has come, such as the end of an account or of an assignment. Null never comes. */
export function hasCome(at: number | null, now: number): boolean {
  return at !== null && now >= at;
}

/** Whether something that ends at `a` lasts longer than something that ends at `b`. Null: it does not end. */
export function outlasts(a: number | null, b: number | null): boolean {
  return b !== null && (a === null || a > b);
}

/** The assignments that count at `now`. One that has ended is as if it had been removed then. */
export function assignmentsAt({ roles, expiringRoles }: Holding, now: number): Assignment[] {
  const ends = new Map(expiringRoles.map(({ name, expiresAt }) => [name, expiresAt]));
  return roles
    .map((name) => ({ name, expiresAt: ends.get(name) ?? null }))
    .filter(({ expiresAt }) => !hasCome(expiresAt, now));
}

/** The names of the roles that count at `now`, sorted. */
export function rolesAt(user: Holding, now: number): readonly string[] {
  return user.expiringRoles.length === 0 ? user.roles : assignmentsAt(user, now).map(({ name }) => name);
}

/** When each role stops to count: at its own end, or with the account. Only roles that end are named. */
export function roleEndsOf({ roles, expiringRoles, expiresAt }: Holding): readonly RoleEnd[] {
  if (expiresAt === null) return expiringRoles;
  const ends = new Map(expiringRoles.map(({ name, expiresAt: own }) => [name, own]));
  return roles.map((name) => ({ name, expiresAt: Math.min(ends.get(name) ?? expiresAt, expiresAt) }));
}

/** The names of the roles that never end. */
export function lastingRoles(user: Holding): readonly string[] {
  const ending = new Set(roleEndsOf(user).map(({ name }) => name));
  return user.roles.filter((name) => !ending.has(name));
}

/**
 * What an account holds if `wishes` are its new roles. A name alone keeps the end of an assignment that still counts; of
 * a new assignment it means that it does not end. Throws `validation_failed` if a role is named twice with different
 * ends, or if an end is not after `now`.
 */
export function wishedAssignments(before: Holding | null, wishes: readonly RoleWish[], now: number): Assignment[] {
  const held = new Map((before ? assignmentsAt(before, now) : []).map((one) => [one.name, one.expiresAt]));
  const wanted = new Map<string, Assignment>();
  wishes.forEach((wish, index) => {
    const field = `roles[${index}]`;
    const one = typeof wish === 'string' ? { name: wish, expiresAt: held.get(wish) ?? null } : wish;
    const other = wanted.get(one.name) ?? one;
    if (other.expiresAt !== one.expiresAt) throw invalidField(field, 'duplicate', `${field} is named twice.`);
    if (hasCome(one.expiresAt, now)) throw notAhead(`${field}.expires_at`);
    wanted.set(one.name, one);
  });
  return [...wanted.values()];
}

/** Throws `validation_failed` unless the account may get this end: null, a time after `now`, or the end that it has. */
export function requireExpiry(before: Holding | null, expiresAt: number | null, now: number): void {
  if (expiresAt !== (before?.expiresAt ?? null) && hasCome(expiresAt, now)) throw notAhead('expires_at');
}

function notAhead(field: string): CofferError {
  return invalidField(field, 'future', `${field} must be in the future.`);
}
