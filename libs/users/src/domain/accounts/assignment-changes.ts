import { type Assignment, assignmentsAt, type Holding, hasCome, outlasts } from './assignments.js';

/** Roles that are given or taken, until a time. */
export interface RolesUntil {
  /** Their names. */
  readonly roles: readonly string[];
  /** When the last of them ends, in milliseconds since 1970; null: never. */
  readonly until: number | null;
  /** Names of the roles that the account holds for as long as all of them. */
  readonly holder: readonly string[];
}

/** What a change of roles or of ends gives to an account, and takes from it. */
export interface AssignmentChange {
  /** The roles that count from now on, or for longer than before. */
  readonly given: RolesUntil;
  /** The roles that count no more, or not as long as before, and when they would have ended: their denies end with them. */
  readonly taken: RolesUntil;
}

/**
 * What changes for an account that holds `after` instead of `before` (null: it is new). The end of the account limits
 * what is given. It does not limit what is taken: nobody gains by a deny of an account that cannot be used.
 */
export function assignmentChange(before: Holding | null, after: Holding, now: number): AssignmentChange {
  const [held, holds] = [before ? lifetimesAt(before, now) : [], lifetimesAt(after, now)];
  const taken = before ? longerThan(assignmentsAt(after, now), assignmentsAt(before, now)) : [];
  return { given: untilLast(longerThan(held, holds), holds), taken: untilLast(taken, holds) };
}

function untilLast(some: readonly Assignment[], holds: readonly Assignment[]): RolesUntil {
  const ends = some.map(({ expiresAt }) => expiresAt);
  const until = ends.reduce((latest, end) => (outlasts(end, latest) ? end : latest), ends[0] ?? null);
  const throughout = holds.filter(({ expiresAt }) => !outlasts(until, expiresAt));
  return { roles: namesOf(some), until, holder: namesOf(throughout) };
}

/** The assignments that count at `now`, with the end of the account where that is sooner. */
function lifetimesAt(user: Holding, now: number): Assignment[] {
  if (hasCome(user.expiresAt, now)) return [];
  return assignmentsAt(user, now).map(({ name, expiresAt }) => {
    return { name, expiresAt: outlasts(expiresAt, user.expiresAt) ? user.expiresAt : expiresAt };
  });
}

/** Those of `some` that are not among `others`, or last longer than there. */
function longerThan(others: readonly Assignment[], some: readonly Assignment[]): Assignment[] {
  return some.filter((one) => {
    const other = others.find(({ name }) => name === one.name);
    return !other || outlasts(one.expiresAt, other.expiresAt);
  });
}

function namesOf(assignments: readonly Assignment[]): string[] {
  return assignments.map(({ name }) => name);
}
