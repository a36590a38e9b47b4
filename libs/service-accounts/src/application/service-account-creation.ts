import { Injectable } from '@nestjs/common';
import { AuditTrail, changedNames } from '#audit';
import { Creations, goneSince } from '#idempotency';
import { type Caller, Clock, CofferError, type RoleWish, requireField, type Stored } from '#kernel';
import { Authorizer } from '#policies';
import {
  AccountOpening,
  Accounts,
  finishing,
  holdingOf,
  makeServiceAccount,
  requireExpiry,
  type User,
  UserStore,
  wishedAssignments,
} from '#users';
import { DESCRIPTION_RULE, NAME_RULE, SERVICE_ACCOUNTS_MAX, serviceAccountName } from '../domain/service-account.js';
import { Owners } from './owners.js';
import { ProgramRoles } from './program-roles.js';
import { RESOURCE } from './service-account-lookup.js';
import { type ServiceAccountView, ServiceAccountViews } from './service-account-view.js';

export interface ServiceAccountToCreate {
  readonly name: string;
  readonly description: string;
  readonly roles: readonly RoleWish[];
  /** A username; undefined: the caller. */
  readonly owner?: string;
  /** Milliseconds since 1970; null: it does not expire. */
  readonly expiresAt: number | null;
}

const PERMISSION = 'service_account:write';

/** Creates service accounts. Each has a key ring of its own, like a person: `Idempotency-Key` needs it. */
@Injectable()
export class ServiceAccountCreation {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly roles: ProgramRoles,
    private readonly owners: Owners,
    private readonly accounts: Accounts,
    private readonly store: UserStore,
    private readonly opening: AccountOpening,
    private readonly views: ServiceAccountViews,
    private readonly audit: AuditTrail,
    private readonly creations: Creations,
    private readonly clock: Clock,
  ) {}

  /**
   * `key`: the Idempotency-Key, or null. Errors: `validation_failed`, `forbidden`, `username_taken`, `limit_reached`, and the errors of
   * Creations.
   */
  async create(caller: Caller, given: ServiceAccountToCreate, key: string | null): Promise<ServiceAccountView> {
    const name = serviceAccountName(requireField(NAME_RULE, given.name)) ?? '';
    const target = { permission: PERMISSION, resourceType: RESOURCE, resourceId: null } as const;
    await this.authorizer.requireCreation(caller, { ...target, name });
    requireField(DESCRIPTION_RULE, given.description);
    const now = this.clock.now();
    requireExpiry(null, given.expiresAt, now);
    const holding = { ...holdingOf(wishedAssignments(null, given.roles, now)), expiresAt: given.expiresAt };
    await this.roles.check(caller, target, null, holding);
    const ownerId = await this.owners.resolve(caller, given.owner);
    const request = {
      route: 'POST /service-accounts',
      body: given,
      action: PERMISSION,
      resourceType: RESOURCE,
    } as const;
    const { description } = given;
    const created = await this.creations.once(caller, key, request, {
      make: (id) => {
        return this.make(caller, makeServiceAccount({ id, username: name, description, ownerId, holding }, now));
      },
      find: (id) => this.present(id),
      recorded: ({ value }) => ({ action: PERMISSION, resourceId: value.id, resourceName: value.username }),
    });
    return this.views.of(created, caller.request.receivedAt);
  }

  private async make({ request, principal }: Caller, user: User): Promise<Stored<User>> {
    await this.requireRoom();
    const about = { resourceType: RESOURCE, resourceId: user.id, resourceName: user.username };
    const what = { action: PERMISSION, ...about, changes: changedNames('roles', [], user.roles) } as const;
    return this.audit.mutation(request, principal, what, async () => {
      await this.opening.open(user, request);
      return finishing(() => this.owners.afterWrite({ value: user, revision: 1 }, request.requestId));
    });
  }

  private async requireRoom(): Promise<void> {
    if ((await this.store.countServices()) < SERVICE_ACCOUNTS_MAX) return;
    const most = SERVICE_ACCOUNTS_MAX.toLocaleString('en-US');
    throw new CofferError('limit_reached', `There may be ${most} service accounts: delete those that are not needed.`);
  }

  /** A tombstone is a trace of the account. */
  private async present(id: string): Promise<Stored<User> | null> {
    const stored = await this.accounts.loadOfAnyKind(id);
    if (stored?.value.state === 'deleted') throw goneSince();
    return stored;
  }
}
