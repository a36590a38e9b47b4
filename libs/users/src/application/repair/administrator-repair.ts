import { Injectable } from '@nestjs/common';
import { type Audited, AuditTrail, changedNames } from '#audit';
import { Clock, CofferError, changedMeanwhile, newId, type RequestContext, type Stored } from '#kernel';
import { ADMINISTRATOR, AuthorizationModelStore, MODEL_ID, ModelPublisher, withBuiltIns } from '#policies';
import type { User } from '../../domain/accounts/user.js';
import { withRoles, withState } from '../../domain/accounts/user-transitions.js';
import { UserStore } from '../../ports/user.store.js';
import { AdministratorRoster } from '../accounts/administrator-roster.js';
import { namedAccount } from '../accounts/named-account.js';
import { UserPublisher } from '../accounts/user-publisher.js';
import { type Administration, examine, isAble, repairedRoles } from './administration.js';

const PAGE = 200;

/** The repair of a store in which nobody can administer any more. */
export interface RepairPlan {
  readonly found: Administration;
  /** The account that will be able to administer, with its roles afterwards; null if no account has to be changed. */
  readonly account: { readonly before: Stored<User>; readonly roles: readonly string[] } | null;
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
    const found = examine(model, administrators);
    const sound = withBuiltIns(model, this.clock.now());
    if (typedName === null && isAble(examine(sound, administrators))) return { found, account: null };
    const before = typedName === null ? await this.oldest(found) : await this.named(typedName);
    const roles = repairedRoles(sound, before.value);
    const isSame = before.value.state === 'active' && roles.join() === before.value.roles.join();
    return { found, account: isSame ? null : { before, roles } };
  }

  /** Carries a plan out. `by`: the name in the audit. Each of up to three steps has its own records. May be repeated. */
  async repair(requestOf: () => RequestContext, by: string, { found, account }: RepairPlan): Promise<void> {
    if (found.altered.length > 0) {
      await this.record(requestOf(), by, { resourceType: 'policy', resourceId: null }, async (requestId) => {
        await this.modelPublisher.publish(requestId, (model) => withBuiltIns(model, this.clock.now()));
      });
    }
    if (account) {
      const { before, roles } = account;
      const changes = changedNames('roles', before.value.roles, roles);
      const what = { resourceType: 'user', resourceId: before.value.id, changes };
      await this.record(requestOf(), by, what, (requestId) => this.give(before, roles, requestId));
    }
    if (found.strays.length > 0) {
      await this.record(requestOf(), by, { resourceType: 'policy', resourceId: null }, async (requestId) => {
        for (const id of found.strays) await this.roster.reconcile(id, newId());
        await this.modelPublisher.publish(requestId, (model) => ({ ...model }));
      });
    }
  }

  private async give(before: Stored<User>, roles: readonly string[], requestId: string): Promise<void> {
    const { value } = before;
    if (value.state !== 'active' && value.state !== 'disabled') throw changedMeanwhile('account');
    // The account may have been changed past every check. Then the model has to know first what it is now.
    await this.roster.reconcile(value.id, newId());
    const now = this.clock.now();
    const enabled = value.state === 'active' ? value : withState(value, 'active', now);
    await this.publisher.publish(before, withRoles(enabled, roles, now), requestId);
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
    if (found.value.state === 'active' || found.value.state === 'disabled') return found;
    throw new CofferError('conflict', 'The account is being deleted, or is not set up yet.');
  }

  private async administrators(): Promise<User[]> {
    const all: User[] = [];
    for (let after: string | null = null; ; ) {
      const page = await this.users.list({ role: ADMINISTRATOR }, after, PAGE);
      all.push(...page.map(({ value }) => value).filter(isStanding));
      after = page.at(-1)?.value.username ?? null;
      if (page.length < PAGE) return all;
    }
  }
}

function isStanding({ state, roles }: User): boolean {
  return roles.includes(ADMINISTRATOR) && (state === 'active' || state === 'disabled');
}
