import { Injectable } from '@nestjs/common';
import { type Caller, isId, type Permission, type Stored } from '#kernel';
import { ADMINISTRATOR, Authorizer, type Target } from '#policies';
import { assignmentChange } from '../../domain/accounts/assignment-changes.js';
import { rolesAt } from '../../domain/accounts/assignments.js';
import { hasExpired, type User } from '../../domain/accounts/user.js';
import { UserStore } from '../../ports/user.store.js';
import { personOnly } from './account-changes.js';

/** Policies name a user by the username: `user:<username>`. */
const RESOURCE = 'user';
/** A caller with one of these on a user may know that the user exists. */
const VISIBLE_BY: readonly Permission[] = ['user:read', 'user:list'];

/** Finds accounts for a caller, if the caller's permissions allow it. */
@Injectable()
export class UserAccess {
  constructor(
    private readonly store: UserStore,
    private readonly authorizer: Authorizer,
  ) {}

  /**
   * The person's account, if the caller holds `permission` on it. Otherwise throws `forbidden` if the caller may see the account,
   * `not_found` if not. A deleted account is not found, like one that never existed.
   */
  async find(caller: Caller, permission: Permission, id: string): Promise<Stored<User>> {
    const stored = isId(id) ? personOnly(await this.store.users.load(id)) : null;
    if (!stored || stored.value.state === 'deleted') {
      return this.authorizer.absent(caller, permission, RESOURCE, isId(id) ? id : null);
    }
    const { username: name } = stored.value;
    await this.authorizer.require(caller, {
      permission,
      name,
      resourceType: RESOURCE,
      resourceId: id,
      visibleBy: VISIBLE_BY,
    });
    return stored;
  }

  /** As {@link find}, before a change: only administrators may change administrators [R51]. */
  async findToChange(caller: Caller, permission: Permission, id: string): Promise<Stored<User>> {
    const stored = await this.find(caller, permission, id);
    const isProtected = rolesAt(stored.value, caller.request.receivedAt).includes(ADMINISTRATOR);
    if (!isProtected || (await this.authorizer.isAdministrator(caller.principal))) return stored;
    const target = { permission, resourceType: RESOURCE, resourceId: id };
    return this.authorizer.forbid(caller, target, 'only administrators change administrators');
  }

  /**
   * Before a caller can act as the account: throws `forbidden` if the account has a permission that the caller lacks, or has it
   * for longer than the caller [R51].
   */
  requireNoGain(caller: Caller, target: Target, user: User): Promise<void> {
    const now = caller.request.receivedAt;
    // An account that has expired may get another end.
    const expiresAt = hasExpired(user, now) ? null : user.expiresAt;
    const { given } = assignmentChange(null, { ...user, expiresAt }, now);
    return this.authorizer.requireCoverage(caller, target, given);
  }
}
