import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Caller, forbidden, isId, type Permission, type Stored } from '#kernel';
import { ADMINISTRATOR, Authorizer } from '#policies';
import type { User } from '../../domain/accounts/user.js';
import { UserStore } from '../../ports/user.store.js';

/** A user's name in policies is the username: `user:<username>`. */
const RESOURCE = 'user';
/** Who holds one of these on a user knows that it is there. */
const VISIBLE_BY: readonly Permission[] = ['user:read', 'user:list'];

/** Finds accounts within what the caller may do to them. */
@Injectable()
export class UserAccess {
  constructor(
    private readonly store: UserStore,
    private readonly authorizer: Authorizer,
  ) {}

  /**
   * The account, if the caller holds `permission` on it; else 404 for one who may not see it, 403 for one who may.
   * A deleted account is as absent as one that never was.
   */
  async find(caller: Caller, permission: Permission, id: string): Promise<Stored<User>> {
    const stored = isId(id) ? await this.store.users.load(id) : null;
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

  /** As {@link find}, to change it: only administrators touch administrators [R51]. */
  async findToChange(caller: Caller, permission: Permission, id: string): Promise<Stored<User>> {
    const stored = await this.find(caller, permission, id);
    const isProtected = stored.value.roles.includes(ADMINISTRATOR);
    if (!isProtected || (await this.authorizer.isAdministrator(caller.principal))) return stored;
    const decision = { allowed: false, decisionId: randomUUID(), reason: 'only administrators touch administrators' };
    return this.authorizer.refuse(caller, { permission, resourceType: RESOURCE, resourceId: id }, decision, forbidden);
  }
}
