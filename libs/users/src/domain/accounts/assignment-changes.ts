import { type Assignment, assignmentsAt, type Holding, hasCome, outlasts } from './assignments.js';

/** What a change of roles or of ends gives to an account, and takes from it. */
export interface AssignmentChange {
  /** Names of the roles that count from now on, or for longer than before. */
  readonly given: readonly string[];
  /** When the last of `given` ends, in milliseconds since 1970; null: never. */
  readonly until: number | null;
  /** Names of the roles that count no more, or not as long as before: their denies end with them. */
  readonly taken: readonly string[];
  /** Names of the roles that the account holds for as long as all of `given`. */
  readonly throughout: readonly string[];
}

/**
 * What changes for an account that holds `after` instead of `before` (null: it is new). The end of the account limits
 * what is given. It does not limit what is taken: nobody gains by a deny of an account that cannot be used.
 */
export function assignmentChange(before: Holding | null, after: Holding, now: number): AssignmentChange {
  const [held, holds] = [before ? lifetimesAt(before, now) : [], lifetimesAt(after, now)];
  const given = longerThan(held, holds);
  const ends = given.map(({ expiresAt }) => expiresAt);
  const until = ends.reduce((latest, end) => (outlasts(end, latest) ? end : latest), ends[0] ?? null);
  const taken = before ? longerThan(assignmentsAt(after, now), assignmentsAt(before, now)) : [];
  const throughout = holds.filter(({ expiresAt }) => !outlasts(until, expiresAt));
  return { given: namesOf(given), until, taken: namesOf(taken), throughout: namesOf(throughout) };
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
