import { isDeepStrictEqual } from 'node:util';
import type { Permission, Principal } from '#kernel';
import type { AuthorizationModel, Policy, Role } from '../model.js';
import type { RequestFacts } from '../request-facts.js';
import { type CompiledStatement, compileStatement } from '../statements/statement.js';
import { scopeRulesOf } from './compiled-scope.js';
import type { Decision } from './decision.js';
import { bothScopes, type NameScope } from './name-scope.js';
import { type CompiledPolicy, RoleSet } from './role-set.js';
import { decideBy, decideByScope, holdsAnyBy, namesBy } from './role-set-decision.js';

// BoundedCache is not used: what is compiled from one revision never expires, and the number of patterns bounds it.
/** The most sets of roles that are kept compiled. */
const ROLE_SETS_KEPT = 1_000;
/** The most patterns that all kept sets of roles index together: a full model (50,000) for eight permissions. */
const PATTERNS_KEPT = 400_000;

/**
 * The most different conditions of a set of roles. A list tests each of them once, and so does a decision at most: about
 * 5 ms.
 */
const CONDITIONS_MAX = 1_000;

/** Somebody who has roles, given by name, and may be narrowed by the scope of a credential. */
export type Holder = Pick<Principal, 'roles' | 'scope'>;

/**
 * One revision of the authorization model, ready to decide. It compiles each policy on first use, and keeps an index
 * for each set of roles that it meets. It never changes, so equal questions get equal answers.
 *
 * `before`: an earlier revision. What was compiled of it is kept, as far as roles and policies have the same content.
 */
export class CompiledModel {
  private readonly roles: ReadonlyMap<string, Role>;
  private readonly policies: ReadonlyMap<string, Policy>;
  private readonly compiled = new Map<string, readonly CompiledStatement[] | null>();
  private readonly roleSets = new Map<string, RoleSet>();
  private patterns = 0;

  constructor(
    readonly revision: number,
    readonly model: AuthorizationModel,
    before?: CompiledModel,
  ) {
    this.roles = new Map(model.roles.map((role) => [role.name, role]));
    this.policies = new Map(model.policies.map((policy) => [policy.name, policy]));
    if (before) this.keep(before);
  }

  role(name: string): Role | null {
    return this.roles.get(name) ?? null;
  }

  /**
   * Whether a role of the holder asks for a second factor. Also true for a role that no longer exists, since it may
   * have asked for one. Like the denies of such a role, this holds until an administrator corrects the account.
   */
  requiresSecondFactor({ roles }: Holder): boolean {
    for (const name of roles) if (this.roles.get(name)?.mfaRequired ?? true) return true;
    return false;
  }

  /** Allowed only if the roles allow it and, if a scope narrows the holder, the scope allows it too. */
  decide(holder: Holder, facts: RequestFacts, permission: Permission, name: string): Decision {
    const decision = decideBy(this.roleSet(holder.roles), facts, permission, name);
    const scope = decision.allowed ? scopeRulesOf(holder) : null;
    return scope ? decideByScope(scope, facts, permission, name) : decision;
  }

  /** Whether the holder could be allowed `permission` on any name at any time. True may be wrong, false never is. */
  holdsAny(holder: Holder, permission: Permission): boolean {
    return this.ruleSetsOf(holder).every((set) => holdsAnyBy(set, permission));
  }

  /** Whether a second factor, shown now, would give the holder `permission` on more names than without it. */
  isWidenedByFactor(holder: Holder, facts: RequestFacts, permission: Permission): boolean {
    const sets = this.ruleSetsOf(holder);
    if (!sets.every((set) => holdsAnyBy(set, permission))) return false;
    const shown = withFactor(facts);
    return sets.some((set) =>
      set.rules(permission).isWidenedBy(
        (one) => one.test(shown),
        (one) => one.test(facts),
      ),
    );
  }

  scope(holder: Holder, facts: RequestFacts, permission: Permission): NameScope {
    const names = namesBy(this.roleSet(holder.roles), facts, permission);
    const scope = scopeRulesOf(holder);
    return scope ? bothScopes(names, namesBy(scope, facts, permission)) : names;
  }

  /** What must allow each thing that the holder does: the roles together, and the scope. */
  private ruleSetsOf(holder: Holder): readonly RoleSet[] {
    const scope = scopeRulesOf(holder);
    const set = this.roleSet(holder.roles);
    return scope ? [set, scope] : [set];
  }

  /**
   * The policies of the roles together. The set is `broken` if a role or policy is missing, a deny cannot be read, or
   * there are too many conditions.
   */
  roleSet(roles: readonly string[]): RoleSet {
    const key = roles.length === 1 ? (roles[0] ?? '') : roles.join('\n');
    const known = this.roleSets.get(key);
    if (known) return known;
    if (this.roleSets.size >= ROLE_SETS_KEPT) this.forget();
    const set = this.compileRoles(roles);
    this.roleSets.set(key, set);
    return set;
  }

  /** Null if the policy does not exist, or one of its denies cannot be read. */
  statements(policy: string): readonly CompiledStatement[] | null {
    const known = this.compiled.get(policy);
    if (known !== undefined) return known;
    const statements = compileAll(this.policies.get(policy));
    this.compiled.set(policy, statements);
    return statements;
  }

  private keep(before: CompiledModel): void {
    for (const [name, statements] of before.compiled) {
      const [was, is] = [before.policies.get(name)?.statements, this.policies.get(name)?.statements];
      if (statements && (was === is || isDeepStrictEqual(was, is))) this.compiled.set(name, statements);
    }
    const compared = new Map<string, boolean>();
    const isKept = (role: string): boolean => {
      const known = compared.get(role) ?? this.isKept(role, before);
      compared.set(role, known);
      return known;
    };
    for (const [key, set] of before.roleSets) {
      if (set.broken !== null || !key.split('\n').every(isKept)) continue;
      this.roleSets.set(
        key,
        set.keptBy((patterns) => this.indexed(patterns)),
      );
      this.patterns += set.size;
    }
  }

  /** Whether the role refers to the same policies as before, and the content of each is the same. */
  private isKept(role: string, before: CompiledModel): boolean {
    const [was, is] = [before.roles.get(role)?.policies, this.roles.get(role)?.policies];
    return was !== undefined && isDeepStrictEqual(was, is) && was.every((name) => this.compiled.has(name));
  }

  private compileRoles(roles: readonly string[]): RoleSet {
    const policies = new Map<string, CompiledPolicy>();
    for (const name of roles) {
      const role = this.roles.get(name);
      if (!role) return new RoleSet([], `the role ${JSON.stringify(name)} is gone`);
      for (const policy of role.policies) {
        const statements = this.statements(policy);
        if (!statements) return new RoleSet([], `the policy ${JSON.stringify(policy)} cannot be evaluated`);
        policies.set(policy, { name: policy, statements });
      }
    }
    const broken = hasTooManyConditions(policies.values())
      ? `the roles have more than ${CONDITIONS_MAX} conditions`
      : null;
    return new RoleSet([...policies.values()], broken, (patterns) => this.indexed(patterns));
  }

  private indexed(patterns: number): void {
    this.patterns += patterns;
    if (this.patterns > PATTERNS_KEPT) this.forget();
  }

  private forget(): void {
    this.roleSets.clear();
    this.patterns = 0;
  }
}

function hasTooManyConditions(policies: Iterable<CompiledPolicy>): boolean {
  const keys = new Set<string>();
  for (const { statements } of policies) {
    for (const { condition } of statements) if (condition) keys.add(condition.key);
    if (keys.size > CONDITIONS_MAX) return true;
  }
  return false;
}

/** The same request of a session that has just shown a second factor that counts. */
export function withFactor(facts: RequestFacts): RequestFacts {
  return { ...facts, mfaAt: facts.now };
}

function compileAll(policy: Policy | undefined): readonly CompiledStatement[] | null {
  try {
    const statements = policy?.statements.map(compileStatement);
    return statements?.every((one) => one !== null) ? statements : null;
  } catch {
    return null;
  }
}
