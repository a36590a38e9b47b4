import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock, type Stored } from '#kernel';
import { Authorizer, type NameScope } from '#policies';
import { rolesAt } from '../../domain/accounts/assignments.js';
import type { User } from '../../domain/accounts/user.js';
import { type UserFilter, UserStore } from '../../ports/user.store.js';
import { UserAccess } from '../accounts/user-access.js';

/** The most rows that one request reads. A page that needs more is short, and its cursor continues. */
const ROWS_A_REQUEST = 5_000;
const ROWS_A_READ = 200;

export interface UserPage {
  readonly items: readonly Stored<User>[];
  /** The next page begins after this username; null at the end. */
  readonly next: string | null;
}

/** Shows and lists accounts to callers who may see them. */
@Injectable()
export class UserListing {
  constructor(
    private readonly store: UserStore,
    private readonly access: UserAccess,
    private readonly authorizer: Authorizer,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
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
  async list(caller: Caller, filter: UserFilter, after: string | null, limit: number): Promise<UserPage> {
    const scope = await this.authorizer.scope(caller, 'user:list');
    if (filter.role !== undefined) await this.authorizer.requireRole('role', filter.role);
    const page = await this.walk(scope, filter, after, limit);
    await this.audit.succeeded(caller.request, caller.principal, {
      action: 'user:list',
      resourceType: 'user',
      resourceId: null,
    });
    return page;
  }

  /** The store finds assignments that have ended as well. */
  private isHeld(role: string | undefined, user: User): boolean {
    return role === undefined || rolesAt(user, this.clock.now()).includes(role);
  }

  private async walk(scope: NameScope, filter: UserFilter, after: string | null, limit: number): Promise<UserPage> {
    const items: Stored<User>[] = [];
    let read = 0;
    for (const range of scope.ranges) {
      let place = laterOf(after, justBefore(range.from));
      for (let inRange = true; inRange && (range.to === null || place === null || place < range.to); ) {
        const rows = await this.store.list(filter, place, ROWS_A_READ);
        for (const row of rows) {
          await this.clock.giveWay();
          const { username } = row.value;
          inRange = range.to === null || username < range.to;
          if (!inRange) break;
          place = username;
          if (scope.allows(username) && this.isHeld(filter.role, row.value)) items.push(row);
          if (items.length === limit || scope.isSpent) return { items, next: username };
        }
        if (inRange && rows.length < ROWS_A_READ) return { items, next: null };
        read += Math.max(rows.length, 1);
        if (read >= ROWS_A_REQUEST && place !== null) return { items, next: place };
      }
    }
    return { items, next: null };
  }
}

/** A place directly before `name`: no username lies between. Usernames have no `~`, which sorts after all their characters. */
function justBefore(name: string): string | null {
  if (name === '') return null;
  const last = name.length - 1;
  return `${name.slice(0, last)}${String.fromCharCode(name.charCodeAt(last) - 1)}~`;
}

function laterOf(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
