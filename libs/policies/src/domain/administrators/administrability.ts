import { CofferError, kindOf, type Permission } from '#kernel';
import { CompiledModel } from '../decisions/compiled-model.js';
import type { AuthorizationModel } from '../model.js';
import { EVERY_RESOURCE } from '../statements/statement.js';
import { rolesOfAdministrator } from './administrator-roles.js';
import { countingOf, lastingOf } from './known-ends.js';

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

  /** `now`: in milliseconds since 1970. Assignments that have ended by then do not count. */
  constructor(
    private readonly model: AuthorizationModel,
    private readonly now: number,
  ) {
    this.compiled = new CompiledModel(0, model);
  }

  /** Whether one of the active administrators can administer. */
  isGiven(): boolean {
    return this.model.administrators.some((id) => {
      const known = rolesOfAdministrator(this.model, id);
      return this.barsOf(countingOf(known, this.now), lastingOf(known)).length === 0;
    });
  }

  /**
   * Why an account with these roles cannot administer: one sentence for each cause. Empty if it can. `lasting`: those of
   * the roles that never end. What a role denies counts in any case. What it allows counts only if it never ends:
   * otherwise nobody could administer one day, without a publication that could have been refused.
   */
  barsOf(roles: readonly string[], lasting: readonly string[]): readonly string[] {
    const bars = roles.flatMap((role) => this.shareOf(role).bar ?? []);
    const given = lasting.map((role) => this.shareOf(role).gives);
    const missing = NEEDED.filter((permission) => !given.some((gives) => gives.has(permission)));
    if (missing.length === 0) return bars;
    return [...bars, `No role that never ends allows ${missing.join(', ')} on everything.`];
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
export function requireAdministrable(before: AuthorizationModel, after: AuthorizationModel, now: number): void {
  if (new Administrability(after, now).isGiven() || !new Administrability(before, now).isGiven()) return;
  throw new CofferError(
    'last_administrator',
    'Afterwards no active administrator could write every role, policy and user. Leave one of them without such denies, and without an end.',
  );
}
