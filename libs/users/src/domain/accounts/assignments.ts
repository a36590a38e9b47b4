import { type Assignment, type CofferError, invalidField, type RoleWish } from '#kernel';

export { type Assignment, ROLE_FORM, ROLES_MAX, type RoleWish, readRoleWish } from '#kernel';

/** A role that counts for an account until a time, and not from that time on. */
export interface RoleEnd {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
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
