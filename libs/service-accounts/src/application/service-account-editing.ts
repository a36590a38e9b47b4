import { Injectable } from '@nestjs/common';
import { AuditTrail, type ChangedField, changedField, changedNames } from '#audit';
import {
  type Caller,
  Clock,
  CofferError,
  type Permission,
  type RoleWish,
  requireField,
  requireRevision,
  type Stored,
} from '#kernel';
import {
  finishing,
  requireExpiry,
  type User,
  UserPublisher,
  wishedAssignments,
  withDescription,
  withExpiry,
  withOwner,
  withRoles,
  withState,
} from '#users';
import { DESCRIPTION_RULE } from '../domain/service-account.js';
import { Owners } from './owners.js';
import { ProgramRoles } from './program-roles.js';
import { RESOURCE, ServiceAccountLookup } from './service-account-lookup.js';
import { type ServiceAccountView, ServiceAccountViews } from './service-account-view.js';

/** What is absent stays as it is. */
export interface ServiceAccountEdit {
  readonly description?: string;
  readonly roles?: readonly RoleWish[];
  /** A username. */
  readonly owner?: string;
  /** Milliseconds since 1970; null: the account does not expire. */
  readonly expiresAt?: number | null;
}

const WRITE = 'service_account:write';

/** Changes service accounts, and disables and enables them. */
@Injectable()
export class ServiceAccountEditing {
  constructor(
    private readonly lookup: ServiceAccountLookup,
    private readonly roles: ProgramRoles,
    private readonly owners: Owners,
    private readonly publisher: UserPublisher,
    private readonly views: ServiceAccountViews,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * `seen`: the revisions of If-Match; null for any. It is checked after authorization and before the account's state.
   * Errors: `not_found`, `forbidden`, `validation_failed`, `precondition_failed`, `conflict`.
   */
  async edit(
    caller: Caller,
    nameOrId: string,
    edit: ServiceAccountEdit,
    seen: readonly number[] | null,
  ): Promise<ServiceAccountView> {
    const stored = await this.lookup.findToChange(caller, WRITE, nameOrId);
    const after = await this.edited(caller, stored.value, edit);
    requireRevision(seen, stored.revision);
    return this.publish(caller, WRITE, stored, after);
  }

  /** Every credential of the account stops to work. A disabled account stays unchanged. */
  async disable(caller: Caller, nameOrId: string): Promise<ServiceAccountView> {
    return this.turn(caller, 'service_account:disable', nameOrId, 'disabled');
  }

  /** Its keys work again; tokens from before stay ended. */
  async enable(caller: Caller, nameOrId: string): Promise<ServiceAccountView> {
    return this.turn(caller, 'service_account:enable', nameOrId, 'active');
  }

  private async turn(caller: Caller, permission: Permission, nameOrId: string, state: 'active' | 'disabled') {
    const stored = await this.lookup.findToChange(caller, permission, nameOrId);
    const { value } = stored;
    return this.publish(
      caller,
      permission,
      stored,
      value.state === state ? value : withState(value, state, this.clock.now()),
    );
  }

  private async edited(caller: Caller, before: User, edit: ServiceAccountEdit): Promise<User> {
    const { description, roles, owner, expiresAt } = edit;
    const now = this.clock.now();
    let after =
      description === undefined ? before : withDescription(before, requireField(DESCRIPTION_RULE, description), now);
    if (roles) after = withRoles(after, wishedAssignments(before, roles, now), now);
    if (expiresAt !== undefined && expiresAt !== before.expiresAt) {
      requireExpiry(before, expiresAt, now);
      after = withExpiry(after, expiresAt, now);
    }
    const target = {
      permission: WRITE,
      resourceType: RESOURCE,
      resourceId: before.id,
      resourceName: before.username,
    } as const;
    if (after !== before) await this.roles.check(caller, target, before, after);
    return owner === undefined ? after : withOwner(after, await this.owners.resolve(caller, owner), now);
  }

  private async publish(caller: Caller, action: Permission, before: Stored<User>, after: User) {
    requireSettled(before.value);
    const { request, principal } = caller;
    const what = {
      ...{ action, resourceType: RESOURCE, resourceId: after.id, resourceName: after.username },
      changes: changesOf(before.value, after),
    };
    const published = await this.audit.mutation(request, principal, what, async () => {
      if (after === before.value) return before;
      const stored = await this.publisher.publish(before, after, request);
      return finishing(() => this.owners.afterWrite(stored, request.requestId));
    });
    return this.views.of(published, request.receivedAt);
  }
}

function changesOf(before: User, after: User): ChangedField[] {
  const differs = (field: 'description' | 'ownerId' | 'expiresAt' | 'expiringRoles') =>
    JSON.stringify(before[field]) !== JSON.stringify(after[field]);
  return [
    ...(differs('description') ? [changedField('description')] : []),
    ...(differs('ownerId') ? [changedField('owner')] : []),
    ...changedNames('roles', before.roles, after.roles),
    ...(differs('expiringRoles') ? [changedField('expiring_roles')] : []),
    ...(differs('expiresAt') ? [changedField('expires_at')] : []),
  ];
}

/** Throws `conflict` for an account that is being deleted: only the deletion may change it. */
function requireSettled({ state }: User): void {
  if (state === 'deleting') throw new CofferError('conflict', 'It is being deleted: repeat the deletion.');
}
