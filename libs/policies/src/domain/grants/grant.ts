import { ADMINISTRATOR } from '../built-ins.js';
import type { CompiledModel } from '../decisions/compiled-model.js';
import type { Statement } from '../model.js';
import { type CompiledStatement, compileStatement } from '../statements/statement.js';
import { findUncovered, lifted } from './coverage.js';

/** Statements themselves, and all that policies and roles, by name, state. */
export interface Grant {
  readonly statements?: readonly Statement[];
  readonly policies?: readonly string[];
  readonly roles?: readonly string[];
}

export interface Grantor {
  readonly roles: readonly string[];
  /** Whether they are one of the active administrators. */
  readonly isAdministrator: boolean;
}

/**
 * Why `grantor` may not give `given` and take `taken` away in one step [R51]: words for the audit; null when they may.
 * What is taken away matters for its denies: where they end, what they denied is given.
 */
export function refusalOf(model: CompiledModel, grantor: Grantor, given: Grant, taken: Grant = {}): string | null {
  if (given.roles?.includes(ADMINISTRATOR) && !grantor.isAdministrator)
    return 'only administrators make administrators';
  const allowed = statementsOf(model, given);
  if (!allowed) return 'a part of what is given cannot be evaluated';
  const undone = statementsOf(model, taken);
  if (!undone && !grantor.isAdministrator) return 'a part of what is taken away cannot be evaluated';
  const missing = findUncovered(model.roleSet(grantor.roles), [...allowed, ...lifted(undone ?? [])]);
  return missing && `the caller does not hold ${missing.permission} on ${missing.pattern}`;
}

/**
 * What a role that asks for a second factor says to whoever has not shown one. Counted as the deny that it is: whatever
 * their own roles are, only one who may do everything lifts it, from an account or from the role itself [R51]. To hold
 * all that the role allows is not enough: it may allow nothing, and be there to guard what other roles allow.
 */
export const DENIED_WITHOUT_SECOND_FACTOR: Statement = { effect: 'deny', actions: ['*'], resources: ['**'] };

/** Null when a role or a policy is gone, or a deny cannot be read. */
function statementsOf(model: CompiledModel, grant: Grant): CompiledStatement[] | null {
  const roles = (grant.roles ?? []).map((role) => model.role(role));
  const policies = [...(grant.policies ?? []), ...roles.flatMap((role) => role?.policies ?? [])];
  const asking = roles.some((role) => role?.mfaRequired) ? [DENIED_WITHOUT_SECOND_FACTOR] : [];
  const parts = [
    [...(grant.statements ?? []), ...asking].map(compileStatement),
    ...roles.map((role) => (role ? [] : [null])),
    ...policies.map((policy) => model.statements(policy) ?? [null]),
  ];
  const all = parts.flat();
  return all.every((one) => one !== null) ? all : null;
}
