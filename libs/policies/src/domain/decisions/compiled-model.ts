import type { Permission, Principal } from '#kernel';
import type { AuthorizationModel, Policy, Role } from '../model.js';
import { isName } from '../names.js';
import { EMPTY_SCOPE, type NameScope } from '../patterns/name-scope.js';
import type { Rule } from '../patterns/pattern-index.js';
import { type CompiledStatement, compileStatement } from '../statements/statement.js';
import { allow, type Decision, deny, type RequestFacts } from './decision.js';
import { type CompiledPolicy, RoleSet } from './role-set.js';

/** Bounds for what is kept compiled: sets of roles, and patterns indexed in all of them together: a whole model, for each verb. */
const ROLE_SETS_KEPT = 1_000;
const PATTERNS_KEPT = 400_000;

/** Whoever has roles, by their names. */
export type Holder = Pick<Principal, 'roles'>;

/**
 * One revision of the authorization model, ready to decide. Policies are compiled on first use, and indexed for each
 * set of roles that comes along. It never changes: what it has decided once it decides again.
 */
export class CompiledModel {
  private readonly roles: ReadonlyMap<string, Role>;
  private readonly policies: ReadonlyMap<string, Policy>;
  private readonly administrators: ReadonlySet<string>;
  private readonly compiled = new Map<string, readonly CompiledStatement[] | null>();
  private readonly roleSets = new Map<string, RoleSet>();
  private patterns = 0;

  constructor(
    readonly revision: number,
    readonly model: AuthorizationModel,
  ) {
    this.roles = new Map(model.roles.map((role) => [role.name, role]));
    this.policies = new Map(model.policies.map((policy) => [policy.name, policy]));
    this.administrators = new Set(model.administrators);
  }

  role(name: string): Role | null {
    return this.roles.get(name) ?? null;
  }

  policy(name: string): Policy | null {
    return this.policies.get(name) ?? null;
  }

  isActiveAdministrator(userId: string): boolean {
    return this.administrators.has(userId);
  }

  /**
   * Whether a role of the holder asks for a second factor. One that is gone may have: like its denies, that holds until
   * the account is mended.
   */
  requiresSecondFactor({ roles }: Holder): boolean {
    for (const name of roles) if (this.roles.get(name)?.mfaRequired ?? true) return true;
    return false;
  }

  decide(holder: Holder, facts: RequestFacts, permission: Permission, name: string): Decision {
    const set = this.roleSet(holder.roles);
    if (set.broken !== null) return deny(() => `${set.broken}: everything is denied`);
    if (!isName(name)) return deny(() => 'the name is not canonical');
    const { allowed, rule } = set.rules(permission).rule(name, (condition) => condition.test(facts));
    if (!rule) return deny(() => 'no statement allows it');
    return allowed ? allow(() => `allowed by ${place(rule)}`) : deny(() => `denied by ${place(rule)}`);
  }

  /** Whether an allow of the holder's roles could ever match `permission`, on whatever and whenever. */
  holdsAny(holder: Holder, permission: Permission): boolean {
    const set = this.roleSet(holder.roles);
    return set.broken === null && set.rules(permission).holdsAny();
  }

  scope(holder: Holder, facts: RequestFacts, permission: Permission): NameScope {
    const set = this.roleSet(holder.roles);
    return set.broken === null ? set.scopeCompiler(permission).scope(facts) : EMPTY_SCOPE;
  }

  /** The roles' policies together: `broken` when one of them, or a deny of theirs, cannot be read. */
  roleSet(roles: readonly string[]): RoleSet {
    const key = roles.length === 1 ? (roles[0] ?? '') : roles.join('\n');
    const known = this.roleSets.get(key);
    if (known) return known;
    if (this.roleSets.size >= ROLE_SETS_KEPT) this.forget();
    const set = this.compileRoles(roles);
    this.roleSets.set(key, set);
    return set;
  }

  /** Null: the policy is not there, or a deny of it cannot be read. */
  statements(policy: string): readonly CompiledStatement[] | null {
    const known = this.compiled.get(policy);
    if (known !== undefined) return known;
    const statements = compileAll(this.policies.get(policy));
    this.compiled.set(policy, statements);
    return statements;
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
    return new RoleSet([...policies.values()], null, (patterns) => this.indexed(patterns));
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

function place(rule: Rule): string {
  return `the policy ${JSON.stringify(rule.policy)}, statements[${rule.statement}]`;
}

function compileAll(policy: Policy | undefined): readonly CompiledStatement[] | null {
  try {
    const statements = policy?.statements.map(compileStatement);
    return statements?.every((one) => one !== null) ? statements : null;
  } catch {
    return null;
  }
}
