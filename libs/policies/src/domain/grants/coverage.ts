import { kindOf, type Permission } from '#kernel';
import type { RoleSet } from '../decisions/role-set.js';
import type { CompiledStatement, ResourcePattern } from '../statements/statement.js';

/**
 * Steps that one question may spend on comparing wild patterns: about 0.1 s. Denies may be written by whoever may write
 * policies, so without a bound a few thousand of them would stop the whole process for hours.
 */
const STEPS_MAX = 10_000_000;

/** The first part of a grant that its grantor does not hold. */
export interface Uncovered {
  readonly permission: Permission;
  readonly pattern: string;
}

/**
 * "Nobody grants what they do not hold" [R51]: null when the grantor's own roles allow everything that `statements`
 * allow, whatever the request. Sound and careful rather than complete: each pattern must be covered by one allow of
 * the grantor, unconditional or under equal conditions, and must not meet any deny of theirs. What takes too long to
 * compare is not covered.
 */
export function findUncovered(grantor: RoleSet, statements: readonly CompiledStatement[]): Uncovered | null {
  let steps = 0;
  const afford = (more: number) => {
    steps += more;
    return steps <= STEPS_MAX;
  };
  for (const statement of statements) {
    if (statement.effect === 'deny') continue;
    for (const permission of statement.permissions) {
      const missing = statement.resources.find(
        (resource) => !isCovered(grantor, permission, resource, statement, afford),
      );
      if (missing) return { permission, pattern: missing.pattern.text };
    }
  }
  return null;
}

/** What is given by taking the denies of `statements` away: the same, allowed. */
export function lifted(statements: readonly CompiledStatement[]): CompiledStatement[] {
  return statements.flatMap((one) => (one.effect === 'deny' ? { ...one, effect: 'allow' as const } : []));
}

function isCovered(
  grantor: RoleSet,
  permission: Permission,
  { kind, pattern }: ResourcePattern,
  { condition }: CompiledStatement,
  afford: (steps: number) => boolean,
): boolean {
  if (kindOf(permission) !== kind) return true;
  if (grantor.broken !== null) return false;
  const rules = grantor.rules(permission);
  return rules.allowsAll(pattern, condition) && !rules.deniesSome(pattern, afford);
}
