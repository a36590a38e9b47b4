import { Injectable } from '@nestjs/common';
import { Clock, type Stored } from '#kernel';
import type { NameScope } from '#policies';
import { rolesAt } from '../../domain/accounts/assignments.js';
import type { User } from '../../domain/accounts/user.js';
import { type UserFilter, UserStore } from '../../ports/user.store.js';

/** The most accounts that one request looks at. A page that needs more is short, and its cursor continues. */
export const ACCOUNTS_A_REQUEST = 5_000;
/** The most accounts that one read looks at: more would hold the event loop on SQLite. */
export const ACCOUNTS_A_READ = 1_000;
/** Bounds the reads of a request under many narrow policies. */
const ACCOUNTS_A_FIRST_READ = 50;

export interface UserPage {
  readonly items: readonly Stored<User>[];
  /** The next page begins after this username; null at the end. */
  readonly next: string | null;
}

/** Reads pages of the accounts of one kind that a caller may list. */
@Injectable()
export class AccountPages {
  constructor(
    private readonly store: UserStore,
    private readonly clock: Clock,
  ) {}

  /** Those whose name is in `scope`, in the order of names, after the name `after`. */
  async page(scope: NameScope, filter: UserFilter, after: string | null, limit: number): Promise<UserPage> {
    const items: Stored<User>[] = [];
    let left = ACCOUNTS_A_REQUEST;
    for (const { from, to } of scope.ranges) {
      let place = laterOf(after, justBefore(from));
      let most = Math.max(limit, ACCOUNTS_A_FIRST_READ);
      while (to === null || place === null || place < to) {
        const { found, next } = await this.store.list(filter, place, Math.min(most, left));
        for (const row of found) {
          await this.clock.giveWay();
          const { username } = row.value;
          if (to !== null && username >= to) break;
          if (scope.allows(username) && this.isHeld(filter.role, row.value)) items.push(row);
          if (items.length === limit || scope.isSpent) return { items, next: username };
        }
        const last = found.at(-1)?.value.username ?? '';
        if (next === null && (to === null || last < to)) return { items, next: null };
        left -= Math.min(most, left);
        most = Math.min(2 * most, ACCOUNTS_A_READ);
        // What lies behind this range may be in the next one, which is walked from its own beginning.
        place = to !== null && (next === null || next >= to) ? justBefore(to) : next;
        if (left === 0) return { items, next: place };
        if (place !== next) break;
      }
    }
    return { items, next: null };
  }

  /** The store finds assignments that have ended as well. */
  private isHeld(role: string | undefined, user: User): boolean {
    return role === undefined || rolesAt(user, this.clock.now()).includes(role);
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
