import { CredentialScope, type Principal } from '#kernel';
import type { Statement } from '../model.js';
import { compileStatement } from '../statements/statement.js';
import { RoleSet } from './role-set.js';

/**
 * The statements that narrow one credential. They allow nothing by themselves: a caller may do what the roles allow and
 * the scope allows too. Never changes; nothing ends it but the credential.
 */
export class CompiledScope extends CredentialScope {
  /** Indexed like the policies of roles. `broken` if a deny cannot be read. */
  readonly rules: RoleSet;

  constructor(statements: readonly Statement[]) {
    super();
    const compiled = statements.map(compileStatement);
    const readable = compiled.flatMap((one) => one ?? []);
    const broken = readable.length < compiled.length ? 'the scope cannot be evaluated' : null;
    this.rules = new RoleSet([{ name: 'scope', statements: readable }], broken);
  }
}

const UNREADABLE = new RoleSet([], 'the scope is not one of this server');

/** The rules of the holder's scope; null if nothing narrows the holder. A scope that was not made here denies everything. */
export function scopeRulesOf({ scope }: Pick<Principal, 'scope'>): RoleSet | null {
  if (!scope) return null;
  return scope instanceof CompiledScope ? scope.rules : UNREADABLE;
}
