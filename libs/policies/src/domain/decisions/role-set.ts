import type { Permission } from '#kernel';
import type { CompiledStatement } from '../statements/statement.js';
import { ScopeCompiler } from './name-scope.js';
import { PermissionRules } from './permission-rules.js';

export interface CompiledPolicy {
  readonly name: string;
  readonly statements: readonly CompiledStatement[];
}

/** The policies of a set of roles together. Each permission is indexed when it is first asked for. */
export class RoleSet {
  private readonly byPermission = new Map<Permission, PermissionRules>();
  private readonly scopes = new Map<Permission, ScopeCompiler>();

  /**
   * `broken`: why these roles cannot be evaluated, so that everything is denied; null if they can. `onIndexed` is called
   * with the number of patterns that each new index keeps in memory.
   */
  constructor(
    readonly policies: readonly CompiledPolicy[],
    readonly broken: string | null,
    private readonly onIndexed: (patterns: number) => void = () => {},
  ) {}

  /** The number of patterns that its indexes keep in memory. */
  get size(): number {
    return [...this.byPermission.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** The same rules, with what is indexed of them already. `onIndexed` is called for what is indexed from now on. */
  keptBy(onIndexed: (patterns: number) => void): RoleSet {
    const kept = new RoleSet(this.policies, this.broken, onIndexed);
    for (const [permission, rules] of this.byPermission) kept.byPermission.set(permission, rules);
    for (const [permission, compiler] of this.scopes) kept.scopes.set(permission, compiler);
    return kept;
  }

  rules(permission: Permission): PermissionRules {
    return this.byPermission.get(permission) ?? this.index(permission);
  }

  scopeCompiler(permission: Permission): ScopeCompiler {
    const known = this.scopes.get(permission);
    if (known) return known;
    const compiler = new ScopeCompiler(this.rules(permission));
    this.scopes.set(permission, compiler);
    return compiler;
  }

  private index(permission: Permission): PermissionRules {
    const rules = new PermissionRules(permission);
    for (const { name, statements } of this.policies) {
      statements.forEach((statement, index) => {
        rules.add(statement, name, index);
      });
    }
    this.byPermission.set(permission, rules);
    this.onIndexed(rules.size);
    return rules;
  }
}
