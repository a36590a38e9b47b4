import { kindOf, type Permission } from '#kernel';
import type { Condition } from '../conditions/condition.js';
import { coversDeny, implies, withDemand } from '../conditions/implication.js';
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

/** Who must show a second factor: the grantor before anything, and everybody whom the grant reaches. */
export interface Demands {
  readonly ofGrantor: boolean;
  readonly ofReached: boolean;
}

/** A statement whose part in a grant is checked. `isLifted`: it was a deny, which is removed. */
interface Given extends CompiledStatement {
  readonly isLifted?: true;
}

/**
 * Nobody grants what they do not hold [R51]. Returns null if the grantor's roles allow everything that `statements`
 * allow, for every request; otherwise the first part that they do not. A demand on the grantor is a condition on all of
 * their allows, and a demand on those whom the grant reaches is one on all that is given [R95].
 *
 * The check is sound, not complete. One allow of the grantor must cover each pattern alone, under conditions that follow
 * from those of the grant, and no deny of the grantor may meet it. A comparison that would take too long counts as not
 * covered.
 */
export function findUncovered(
  grantor: RoleSet,
  statements: readonly Given[],
  demands: Demands = { ofGrantor: false, ofReached: false },
): Uncovered | null {
  const steps = new Steps(STEPS_MAX);
  for (const statement of statements) {
    if (statement.effect === 'deny') continue;
    const isHeld = heldUnder(statement, demands);
    for (const permission of statement.permissions) {
      const missing = statement.resources.find((resource) => !isCovered(grantor, permission, resource, isHeld, steps));
      if (missing) return { permission, pattern: missing.pattern.text };
    }
  }
  return null;
}

/** The denies of `statements`, turned into allows: removing a deny gives what it denied. */
export function lifted(statements: readonly CompiledStatement[]): Given[] {
  return statements.flatMap((one) =>
    one.effect === 'deny' ? { ...one, effect: 'allow' as const, isLifted: true as const } : [],
  );
}

/**
 * Whether an allow of the grantor under a condition holds whenever the statement does. A deny also denies where its
 * condition cannot be evaluated, so what is lifted needs an allow without a condition, or with the same one if it is
 * evaluated for every request.
 */
function heldUnder({ condition, isLifted }: Given, demands: Demands): (held: Condition | null) => boolean {
  const given = withDemand(condition?.conditions, demands.ofReached);
  return (own) => {
    const held = withDemand(own?.conditions, demands.ofGrantor);
    return isLifted ? coversDeny(given, held) : implies(given, held);
  };
}

function isCovered(
  grantor: RoleSet,
  permission: Permission,
  { kind, pattern }: ResourcePattern,
  isHeld: (condition: Condition | null) => boolean,
  steps: Steps,
): boolean {
  if (kindOf(permission) !== kind) return true;
  if (grantor.broken !== null) return false;
  const rules = grantor.rules(permission);
  return rules.allowsAll(pattern, isHeld, steps) && !rules.deniesSome(pattern, steps);
}
