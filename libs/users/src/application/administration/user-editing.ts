import { Injectable } from '@nestjs/common';
import { AuditTrail, type ChangedField, changedField, changedNames } from '#audit';
import { type Caller, Clock, CofferError, type Permission, requireRevision, type Stored } from '#kernel';
import { assignmentChange } from '../../domain/accounts/assignment-changes.js';
import { type RoleWish, requireExpiry, wishedAssignments } from '../../domain/accounts/assignments.js';
import { everHadCredential, type User } from '../../domain/accounts/user.js';
import {
  withEmail,
  withExpiry,
  withoutSessions,
  withRoles,
  withState,
} from '../../domain/accounts/user-transitions.js';
import { RoleAssignment } from '../accounts/role-assignment.js';
import { UserAccess } from '../accounts/user-access.js';
import { UserPublisher } from '../accounts/user-publisher.js';
import { AddressChanges } from './address-changes.js';
import { requireEmail } from './user-creation.js';

export interface UserEdit {
  readonly email?: string;
  readonly roles?: readonly RoleWish[];
  /** Milliseconds since 1970; null: the account does not expire. */
  readonly expiresAt?: number | null;
}

/** Changes an account's address, roles and end, and disables and enables it. It never changes the password. */
@Injectable()
export class UserEditing {
  constructor(
    private readonly access: UserAccess,
    private readonly roles: RoleAssignment,
    private readonly publisher: UserPublisher,
    private readonly addresses: AddressChanges,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * `seen`: the revisions of If-Match; null for any. It is checked after authorization and before the account's
   * state. Errors: `not_found`, `forbidden`, `validation_failed`, `precondition_failed`, `conflict`,
   * `last_administrator`.
   */
  async edit(caller: Caller, id: string, edit: UserEdit, seen: readonly number[] | null): Promise<Stored<User>> {
    const stored = await this.access.findToChange(caller, 'user:write', id);
    if (edit.email !== undefined) requireEmail(edit.email);
    const after = edited(stored.value, edit, this.clock.now());
    const target = { permission: 'user:write', resourceType: 'user', resourceId: id } as const;
    await this.roles.check(caller, target, stored.value, after);
    requireRevision(seen, stored.revision);
    requireSettled(stored.value);
    // The next invitation goes to the new address.
    const isToMove = edit.email !== undefined && stored.value.state === 'invited';
    if (isToMove) await this.access.requireNoGain(caller, target, stored.value);
    const published = await this.publish(caller, 'user:write', stored, after);
    this.addresses.changed(stored.value, published.value, caller.request);
    return published;
  }

  /** Ends every session of the account, and refuses logins. A disabled account stays unchanged. */
  async disable(caller: Caller, id: string): Promise<Stored<User>> {
    return this.turn(caller, 'user:disable', id, () => 'disabled');
  }

  /**
   * Allows logins again. Earlier sessions and invitations stay ended. An account that never had a credential is invited
   * again.
   */
  async enable(caller: Caller, id: string): Promise<Stored<User>> {
    return this.turn(caller, 'user:enable', id, (user) => (everHadCredential(user) ? 'active' : 'invited'));
  }

  private async turn(
    caller: Caller,
    permission: Permission,
    id: string,
    stateOf: (user: User) => 'invited' | 'active' | 'disabled',
  ): Promise<Stored<User>> {
    const stored = await this.access.findToChange(caller, permission, id);
    requireSettled(stored.value);
    const state = stateOf(stored.value);
    const isThere = stored.value.state === state;
    return this.publish(
      caller,
      permission,
      stored,
      isThere ? stored.value : withState(stored.value, state, this.clock.now()),
    );
  }

  private async publish(caller: Caller, action: Permission, before: Stored<User>, after: User): Promise<Stored<User>> {
    const { request, principal } = caller;
    const changes = changesOf(before.value, after);
    const what = { action, resourceType: 'user', resourceId: after.id, changes };
    return this.audit.mutation(request, principal, what, async () =>
      after === before.value ? before : this.publisher.publish(before, after, request),
    );
  }
}

function changesOf(before: User, after: User): ChangedField[] {
  const differs = (field: 'email' | 'expiresAt' | 'expiringRoles') =>
    JSON.stringify(before[field]) !== JSON.stringify(after[field]);
  return [
    ...(differs('email') ? [changedField('email')] : []),
    ...changedNames('roles', before.roles, after.roles),
    ...(differs('expiringRoles') ? [changedField('expiring_roles')] : []),
    ...(differs('expiresAt') ? [changedField('expires_at')] : []),
  ];
}

/** The account after the edit. Throws `validation_failed` for an end that is not ahead. */
function edited(before: User, { email, roles, expiresAt }: UserEdit, now: number): User {
  let after = email === undefined ? before : withEmail(before, email, now);
  if (roles) after = withRoles(after, wishedAssignments(before, roles, now), now);
  if (expiresAt !== undefined && expiresAt !== before.expiresAt) {
    requireExpiry(before, expiresAt, now);
    after = withExpiry(after, expiresAt, now);
  }
  // Who has seen the invitation need not hold what the account gains [R51].
  const isToVoid = before.state === 'invited' && assignmentChange(before, after, now).given.roles.length > 0;
  return isToVoid ? withoutSessions(after, now) : after;
}

/** Throws `conflict` for an account that is being set up or deleted: only setup and deletion may change it. */
function requireSettled({ state }: User): void {
  if (state === 'invited' || state === 'active' || state === 'disabled') return;
  const why = state === 'deleting' ? 'The user is being deleted: repeat the deletion.' : 'The user is not set up yet.';
  throw new CofferError('conflict', why);
}
