import type { KnownRoles, RoleEnd } from '../model.js';

/** Roles of an administrator, and which of them end. */
export type EndingRoles = Pick<KnownRoles, 'roles' | 'ends'>;

/**
 * When the role stops to count: in milliseconds since 1970, or null if it is not known. Undefined: it never ends. A role
 * that is not held ends at an unknown time.
 */
function endOf({ roles, ends = [] }: EndingRoles, name: string): number | null | undefined {
  if (!roles.includes(name)) return null;
  const found = ends.find((end) => end.name === name);
  return found ? found.until : undefined;
}

/**
 * The roles of both, as they may be while one changes into the other. A role lasts only if it lasts in both. If it ends
 * in both, the later end counts.
 */
export function eitherOf(some: EndingRoles, others: EndingRoles): Required<EndingRoles> {
  const roles = [...new Set([...some.roles, ...others.roles])].sort();
  const ends = roles.flatMap((name): RoleEnd[] => {
    const [a, b] = [endOf(some, name), endOf(others, name)];
    if (a === undefined && b === undefined) return [];
    return [{ name, until: a != null && b != null ? Math.max(a, b) : null }];
  });
  return { roles, ends };
}

/** The names of the roles that never end. */
export function lastingOf(known: EndingRoles): readonly string[] {
  return known.roles.filter((name) => endOf(known, name) === undefined);
}

/** The names of the roles that may count at `now`. */
export function countingOf(known: EndingRoles, now: number): readonly string[] {
  return known.roles.filter((name) => (endOf(known, name) ?? Number.POSITIVE_INFINITY) > now);
}

/** Whether both are the same. All names are sorted. */
export function areSame(some: EndingRoles, others: EndingRoles): boolean {
  const [a, b] = [some, others].map(({ roles, ends = [] }) => JSON.stringify([roles, ends]));
  return a === b;
}
