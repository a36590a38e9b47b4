import type { Permission } from '#kernel';
import { ScopeCompiler } from '../patterns/name-scope.js';
import type { CompiledStatement } from '../statements/statement.js';
import { PermissionRules } from './permission-rules.js';

export interface CompiledPolicy {
  readonly name: string;
  readonly statements: readonly CompiledStatement[];
}

/** What a set of roles says together, indexed a permission at a time and on first use. */
export class RoleSet {
  private readonly byPermission = new Map<Permission, PermissionRules>();
  private readonly scopes = new Map<Permission, ScopeCompiler>();

  /**
   * `broken` says why nothing can be decided for these roles; null when all is there. `onIndexed` is told the number of
   * patterns each time that more are kept in memory.
   */
  constructor(
    readonly policies: readonly CompiledPolicy[],
    readonly broken: string | null,
    private readonly onIndexed: (patterns: number) => void = () => {},
  ) {}

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
