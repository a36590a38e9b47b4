import type { Principal } from '#kernel';
import { ADMINISTRATOR } from '../built-ins.js';
import type { CompiledModel } from '../decisions/compiled-model.js';
import { scopeRulesOf } from '../decisions/compiled-scope.js';
import type { Statement } from '../model.js';
import { type CompiledStatement, compileStatement } from '../statements/statement.js';
import { type Demands, findUncovered, lifted } from './coverage.js';

/** Statements, given directly and by the names of the policies and roles that hold them. */
export interface Grant {
  readonly statements?: readonly Statement[];
  readonly policies?: readonly string[];
  readonly roles?: readonly string[];
  /** All roles that the account has afterwards. If omitted: `roles`. */
  readonly holder?: readonly string[];
  /** Whether only sessions that have shown a second factor are reached. If omitted: whether a role of `holder` asks. */
  readonly behindSecondFactor?: boolean;
  /** When what is given ends, in milliseconds since 1970; null: never. If omitted: every role of the grantor counts. */
  readonly until?: number | null;
}

export interface Grantor {
  /** The names of those roles that last as long as what is given. */
  readonly roles: readonly string[];
  /** What narrows the credential of the grantor. Nothing is given that it does not cover. */
  readonly scope?: Principal['scope'];
  /** Whether they are one of the active administrators. */
  readonly isAdministrator: boolean;
}

/**
 * Why `grantor` may not give `given` and take away `taken` in one step [R51]; null if they may. The text is for the
 * audit only. The denies in `taken` count, since removing a deny gives what it denied.
 *
 * A demand for a second factor cannot be granted away [R95]: a grantor who must show one gives only what asks for one. An
 * active administrator may give without it, since an administrator may end every demand. But an administrator who must
 * show one makes only administrators who must.
 */
export function refusalOf(model: CompiledModel, grantor: Grantor, given: Grant, taken: Grant = {}): string | null {
  if (given.roles?.includes(ADMINISTRATOR) && !grantor.isAdministrator)
    return 'only administrators make administrators';
  const isAsked = model.requiresSecondFactor(grantor);
  const reached = given.holder ?? given.roles ?? [];
  const ofReached = given.behindSecondFactor ?? reached.some((role) => model.role(role)?.mfaRequired);
  if (given.roles?.includes(ADMINISTRATOR) && isAsked && !ofReached)
    return 'an administrator who must show a second factor makes only administrators who must';
  const allowed = statementsOf(model, given);
  if (!allowed) return 'a part of what is given cannot be evaluated';
  const undone = statementsOf(model, taken);
  if (!undone && !grantor.isAdministrator) return 'a part of what is taken away cannot be evaluated';
  const demands = { ofGrantor: isAsked && !grantor.isAdministrator, ofReached };
  const all = [...allowed, ...lifted(undone ?? [])];
  const outside = outsideScope(grantor, all, demands);
  if (outside !== null) return outside;
  const missing = findUncovered(model.roleSet(grantor.roles), all, demands);
  return missing && `the caller does not hold ${missing.permission} on ${missing.pattern}`;
}

/** Why a credential with the scope of `grantor` may not make one with the scope `made`, or with none (null); null if it may. */
export function beyondScope(grantor: Pick<Grantor, 'scope'>, made: readonly Statement[] | null): string | null {
  if (!grantor.scope) return null;
  if (made === null) return 'the credential of the caller has a scope, and the new one has none';
  const all = made.map(compileStatement);
  if (all.some((one) => one === null)) return 'a part of the scope cannot be evaluated';
  return outsideScope(grantor, all as CompiledStatement[], { ofGrantor: false, ofReached: false });
}

/** The roles and the scope must each cover what is given: so nobody gives what only one of them allows. */
function outsideScope(
  grantor: Pick<Grantor, 'scope'>,
  given: Parameters<typeof findUncovered>[1],
  demands: Demands,
): string | null {
  const scope = scopeRulesOf(grantor);
  const missing = scope && findUncovered(scope, given, demands);
  return missing && `the scope of the credential does not cover ${missing.permission} on ${missing.pattern}`;
}

/**
 * A role with `mfaRequired` counts as this deny when it is taken away: it denies everything to a holder who has not shown
 * a second factor. So only a caller who may do everything can take the role from an account or end its demand [R51].
 * Holding what the role allows is not enough: such a role may allow nothing and only guard other roles.
 */
export const DENIED_WITHOUT_SECOND_FACTOR: Statement = { effect: 'deny', actions: ['*'], resources: ['**'] };

/** Null if a role or policy does not exist, or a deny cannot be read. */
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
