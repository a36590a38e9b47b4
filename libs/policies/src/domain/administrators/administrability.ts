import { CofferError, kindOf, type Permission } from '#kernel';
import { CompiledModel } from '../decisions/compiled-model.js';
import type { AuthorizationModel } from '../model.js';
import { EVERY_RESOURCE } from '../statements/statement.js';
import { rolesOfAdministrator } from './administrator-roles.js';

/** What an administrator needs to undo any change of the model or of an account. */
const NEEDED: readonly Permission[] = ['policy:write', 'role:write', 'user:write'];

/** What bars one role's holders from administering, and what the role gives of {@link NEEDED} without a condition. */
interface Share {
  readonly bar: string | null;
  readonly gives: ReadonlySet<Permission>;
}

/**
 * Who can administer: write every role, every policy and every account, from any network, at any time. So every deny
 * of these permissions counts as a bar, whatever its resources and conditions. A demand for a second factor is no bar:
 * its holder can enrol one. Each role is looked at once, so the cost is that of the roles which administrators hold.
 */
export class Administrability {
  private readonly compiled: CompiledModel;
  private readonly shares = new Map<string, Share>();

  constructor(private readonly model: AuthorizationModel) {
    this.compiled = new CompiledModel(0, model);
  }

  /** Whether one of the active administrators can administer. */
  isGiven(): boolean {
    return this.model.administrators.some((id) => this.barsOf(rolesOfAdministrator(this.model, id)).length === 0);
  }

  /** Why an account with these roles cannot administer: one sentence for each cause. Empty if it can. */
  barsOf(roles: readonly string[]): readonly string[] {
    const shares = roles.map((role) => this.shareOf(role));
    const bars = shares.flatMap(({ bar }) => bar ?? []);
    const missing = NEEDED.filter((permission) => !shares.some(({ gives }) => gives.has(permission)));
    return missing.length === 0 ? bars : [...bars, `No role allows ${missing.join(', ')} on everything.`];
  }

  /** Whether the role alone bars its holders, whatever else they hold. */
  isBarring(role: string): boolean {
    return this.shareOf(role).bar !== null;
  }

  private shareOf(name: string): Share {
    const known = this.shares.get(name);
    if (known) return known;
    const share = this.examine(name);
    this.shares.set(name, share);
    return share;
  }

  private examine(name: string): Share {
    const gives = new Set<Permission>();
    const role = this.compiled.role(name);
    if (!role) return { bar: `The role ${name} does not exist, so its holders are denied everything.`, gives };
    let bar: string | null = null;
    for (const policy of role.policies) {
      const statements = this.compiled.statements(policy);
      if (!statements) {
        bar ??= `The policy ${policy} of the role ${name} is missing or cannot be read, so everything is denied.`;
        continue;
      }
      for (const { effect, permissions, resources, condition } of statements) {
        for (const permission of NEEDED) {
          const touched = permissions.has(permission) && resources.filter(({ kind }) => kind === kindOf(permission));
          if (!touched || touched.length === 0) continue;
          if (effect === 'deny') bar ??= `The policy ${policy} of the role ${name} denies ${permission}.`;
          else if (!condition && touched.some(({ pattern }) => pattern.text === EVERY_RESOURCE)) gives.add(permission);
        }
      }
    }
    return { bar, gives };
  }
}

/**
 * Throws `last_administrator` if `before` has an active administrator who can administer, and `after` has none [R94].
 * Every publication of the model is checked, so two changes that race cannot do together what neither may do alone.
 */
export function requireAdministrable(before: AuthorizationModel, after: AuthorizationModel): void {
  if (new Administrability(after).isGiven() || !new Administrability(before).isGiven()) return;
  throw new CofferError(
    'last_administrator',
    'Afterwards no active administrator could write every role, policy and user. Leave one of them without such denies.',
  );
}
