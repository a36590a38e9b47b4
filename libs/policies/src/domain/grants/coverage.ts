import { kindOf, type Permission } from '#kernel';
import type { RoleSet } from '../decisions/role-set.js';
import { Steps } from '../patterns/steps.js';
import type { CompiledStatement, ResourcePattern } from '../statements/statement.js';

/**
 * The most steps that one call spends on comparing wild patterns: about 0.1 s. Everyone who may write policies may write
 * denies. Without a bound, a few thousand denies would block the process for hours.
 */
const STEPS_MAX = 10_000_000;

/** A part of a grant that the grantor does not hold. */
export interface Uncovered {
  readonly permission: Permission;
  readonly pattern: string;
}

/**
 * Nobody grants what they do not hold [R51]. Returns null if the grantor's roles allow everything that `statements`
 * allow, for every request; otherwise the first part that they do not.
 *
 * The check is sound, not complete. One allow of the grantor must cover each pattern alone, without conditions or with
 * equal ones, and no deny of the grantor may meet it. A comparison that would take too long counts as not covered.
 */
export function findUncovered(grantor: RoleSet, statements: readonly CompiledStatement[]): Uncovered | null {
  const steps = new Steps(STEPS_MAX);
  for (const statement of statements) {
    if (statement.effect === 'deny') continue;
    for (const permission of statement.permissions) {
      const missing = statement.resources.find(
        (resource) => !isCovered(grantor, permission, resource, statement, steps),
      );
      if (missing) return { permission, pattern: missing.pattern.text };
    }
  }
  return null;
}

/** The denies of `statements`, turned into allows: removing a deny gives what it denied. */
export function lifted(statements: readonly CompiledStatement[]): CompiledStatement[] {
  return statements.flatMap((one) => (one.effect === 'deny' ? { ...one, effect: 'allow' as const } : []));
}

function isCovered(
  grantor: RoleSet,
  permission: Permission,
  { kind, pattern }: ResourcePattern,
  { condition }: CompiledStatement,
  steps: Steps,
): boolean {
  if (kindOf(permission) !== kind) return true;
  if (grantor.broken !== null) return false;
  const rules = grantor.rules(permission);
  return rules.allowsAll(pattern, condition, steps) && !rules.deniesSome(pattern, steps);
}
