import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Caller, Stored } from '#kernel';
import { Authorizer } from '#policies';
import type { User } from '../../domain/accounts/user.js';
import type { UserFilter } from '../../ports/user.store.js';
import { AccountPages, type UserPage } from '../accounts/account-pages.js';
import { UserAccess } from '../accounts/user-access.js';

/** Shows and lists the accounts of people to callers who may see them. */
@Injectable()
export class UserListing {
  constructor(
    private readonly pages: AccountPages,
    private readonly access: UserAccess,
    private readonly authorizer: Authorizer,
    private readonly audit: AuditTrail,
  ) {}

  async get(caller: Caller, id: string): Promise<Stored<User>> {
    const stored = await this.access.find(caller, 'user:read', id);
    await this.audit.succeeded(caller.request, caller.principal, {
      action: 'user:read',
      resourceType: 'user',
      resourceId: id,
    });
    return stored;
  }

  /**
   * The accounts that the caller may list, in the order of usernames, after the username `after`. `validation_failed` for
   * a role that does not exist.
   */
  async list(
    caller: Caller,
    filter: Omit<UserFilter, 'kind' | 'ownerId'>,
    after: string | null,
    limit: number,
  ): Promise<UserPage> {
    const scope = await this.authorizer.scope(caller, 'user:list');
    if (filter.role !== undefined) await this.authorizer.requireRole('role', filter.role);
    const page = await this.pages.page(scope, { ...filter, kind: 'person' }, after, limit);
    await this.audit.succeeded(caller.request, caller.principal, {
      action: 'user:list',
      resourceType: 'user',
      resourceId: null,
    });
    return page;
  }
}
