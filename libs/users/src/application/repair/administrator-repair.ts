import { Injectable } from '@nestjs/common';
import { type Audited, AuditTrail, changedNames } from '#audit';
import { Clock, CofferError, changedMeanwhile, newId, type RequestContext, type Stored } from '#kernel';
import { ADMINISTRATOR, AuthorizationModelStore, MODEL_ID, ModelPublisher, withBuiltIns } from '#policies';
import type { Assignment } from '../../domain/accounts/assignments.js';
import type { User } from '../../domain/accounts/user.js';
import { withExpiry, withRoles, withState } from '../../domain/accounts/user-transitions.js';
import { UserStore } from '../../ports/user.store.js';
import { AdministratorRoster } from '../accounts/administrator-roster.js';
import { everyAccount } from '../accounts/every-account.js';
import { namedAccount } from '../accounts/named-account.js';
import { UserPublisher } from '../accounts/user-publisher.js';
import { type Administration, examine, isAble, repairedRoles } from './administration.js';

/** The repair of a store in which nobody can administer any more. */
export interface RepairPlan {
  readonly found: Administration;
  /** The account that will be able to administer, with its roles afterwards; null if no account has to be changed. */
  readonly account: { readonly before: Stored<User>; readonly after: User } | null;
}

/** Gives an installation back a working administrator. Only for an operator with access to the machine [R96]. */
@Injectable()
export class AdministratorRepair {
  constructor(
    private readonly users: UserStore,
    private readonly models: AuthorizationModelStore,
    private readonly modelPublisher: ModelPublisher,
    private readonly publisher: UserPublisher,
    private readonly roster: AdministratorRoster,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * What is wrong, and what {@link repair} would do. `typedName`: the account that is to be able to administer; null:
   * the oldest active administrator, if none is able to. Errors: `not_found`; `conflict` if an account must be named.
   */
  async plan(typedName: string | null): Promise<RepairPlan> {
    const model = (await this.models.models.load(MODEL_ID))?.value;
    if (!model) throw new CofferError('not_found', 'There is no authorization model: start the server first.');
    const administrators = await this.administrators();
    const now = this.clock.now();
    const found = examine(model, administrators, now);
    const sound = withBuiltIns(model, now);
    if (typedName === null && isAble(examine(sound, administrators, now))) return { found, account: null };
    const before = typedName === null ? await this.oldest(found) : await this.named(typedName);
    const after = repaired(before.value, repairedRoles(sound, before.value, now), now);
    const isSame = after.authEpoch === before.value.authEpoch && holds(before.value) === holds(after);
    return { found, account: isSame ? null : { before, after } };
  }

  /** Carries a plan out. `by`: the name in the audit. Each of up to three steps has its own records. May be repeated. */
  async repair(requestOf: () => RequestContext, by: string, { found, account }: RepairPlan): Promise<void> {
    if (found.altered.length > 0) {
      await this.record(requestOf(), by, { resourceType: 'policy', resourceId: null }, async (requestId) => {
        await this.modelPublisher.publish(requestId, (model) => withBuiltIns(model, this.clock.now()));
      });
    }
    if (account) {
      const { before, after } = account;
      const changes = changedNames('roles', before.value.roles, after.roles);
      const what = { resourceType: 'user', resourceId: after.id, changes };
      await this.record(requestOf(), by, what, (requestId) => this.give(before, after, requestId));
    }
    if (found.strays.length > 0) {
      await this.record(requestOf(), by, { resourceType: 'policy', resourceId: null }, async (requestId) => {
        for (const id of found.strays) await this.roster.reconcile(id, { requestId: newId() });
        await this.modelPublisher.publish(requestId, (model) => ({ ...model }));
      });
    }
  }

  private async give(before: Stored<User>, after: User, requestId: string): Promise<void> {
    if (!isStanding(before.value)) throw changedMeanwhile('account');
    // The account may have been changed past every check. Then the model has to know first what it is now.
    await this.roster.reconcile(after.id, { requestId: newId() });
    await this.publisher.publish(before, after, { requestId });
  }

  private async record(
    request: RequestContext,
    by: string,
    what: Pick<Audited, 'resourceType' | 'resourceId' | 'changes'>,
    effect: (requestId: string) => Promise<void>,
  ): Promise<void> {
    const audited = { action: 'policy:repair', ...what, actorName: by } as const;
    await this.audit.mutation(request, null, audited, () => effect(request.requestId));
  }

  private async oldest({ administrators }: Administration): Promise<Stored<User>> {
    const one = administrators.find(({ user }) => user.state === 'active');
    const found = one && (await this.users.users.load(one.user.id));
    if (found) return found;
    throw new CofferError(
      'conflict',
      'No active account has the role administrator: name the account that is to get it.',
    );
  }

  private async named(typedName: string): Promise<Stored<User>> {
    const found = await namedAccount(this.users, typedName);
    if (isStanding(found.value)) return found;
    throw new CofferError('conflict', 'The account is being deleted, or is not set up yet.');
  }

  private async administrators(): Promise<User[]> {
    const all: User[] = [];
    for await (const { value: user } of everyAccount(this.users, { kind: 'person', role: ADMINISTRATOR })) {
      if (isStanding(user) && user.roles.includes(ADMINISTRATOR)) all.push(user);
    }
    return all;
  }
}

function isStanding({ state }: User): boolean {
  return state === 'active' || state === 'disabled';
}

/** The account, active, with these roles, and without an end. */
function repaired(user: User, roles: readonly Assignment[], now: number): User {
  const enabled = user.state === 'active' ? user : withState(user, 'active', now);
  const lasting = enabled.expiresAt === null ? enabled : withExpiry(enabled, null, now);
  return withRoles(lasting, roles, now);
}

function holds({ roles, expiringRoles, expiresAt }: User): string {
  return JSON.stringify([roles, expiringRoles, expiresAt]);
}
