import { Injectable } from '@nestjs/common';
import { Clock, newId, PublishingWindow, type Stored } from '#kernel';
import { ADMINISTRATOR, Administrators, areSame, type EndingRoles, eitherOf, type Payer } from '#policies';
import { roleEndsOf } from '../../domain/accounts/assignments.js';
import type { User } from '../../domain/accounts/user.js';
import { AccountChanges, userChangedMeanwhile } from './account-changes.js';

const ATTEMPTS = 5;

/**
 * Keeps the model's set of active administrators and of their roles in step with the accounts. The set may lack an
 * administrator for a moment. It must never hold one too many, and never lack a role of one: the last administrator
 * could then be removed or barred. So an account leaves the set before it changes and joins it after, and new roles are
 * announced before the account gets them.
 */
@Injectable()
export class AdministratorRoster {
  constructor(
    private readonly administrators: Administrators,
    private readonly accounts: AccountChanges,
    private readonly clock: Clock,
  ) {}

  /**
   * Call it before the account becomes `after`, in one step from `before`. True if {@link reconcile} must follow. Throws
   * `last_administrator` if nobody could administer any more, and what {@link requireRoom} throws.
   */
  async prepare(before: Stored<User>, after: User, request: Payer): Promise<boolean> {
    await this.requireRoom(after, before.value);
    const [wasOne, isOne] = [isActiveAdministrator(before.value), isActiveAdministrator(after)];
    const { id } = after;
    const revision = before.revision + 1;
    if (wasOne && !isOne) await this.administrators.dismiss(id, revision, request);
    const [held, next] = [endingRolesOf(before.value), endingRolesOf(after)];
    const differs = !areSame(held, next);
    if (wasOne && isOne && differs) {
      await this.administrators.announce({ id, ...eitherOf(held, next), revision }, request);
    }
    return wasOne !== isOne || (isOne && differs);
  }

  /**
   * Call it before an account is created as `after`, or joins so: {@link reconcile} does not refuse it any more. Throws
   * `limit_reached` if it becomes an administrator, or gets more roles as one, and the set has no room.
   */
  async requireRoom(after: User, before?: User): Promise<void> {
    if (!isActiveAdministrator(after)) return;
    const held = before && isActiveAdministrator(before) ? before.roles.length : 0;
    if (after.roles.length > held) await this.administrators.requireRoom();
  }

  /**
   * Makes the set agree with the stored account. Call it after a change for which {@link prepare} returned true, and
   * after one that failed or was interrupted. This is not changeDocument: the account is read and the model is written,
   * so the account is read again afterwards, since it may have changed in between.
   */
  async reconcile(userId: string, request: Payer): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const window = new PublishingWindow(this.clock);
      const before = await this.accounts.loadOfAnyKind(userId);
      if (before && isActiveAdministrator(before.value)) {
        const account = { id: userId, ...endingRolesOf(before.value), revision: before.revision };
        await this.administrators.admit(account, request, window);
      } else await this.administrators.drop(userId, before?.revision ?? null, request, window);
      const after = await this.accounts.loadOfAnyKind(userId);
      if (after?.revision === before?.revision) return;
    }
    throw userChangedMeanwhile();
  }

  /**
   * As {@link reconcile}, for a request whose outcome was lost. Its write that removes the account from the set may still
   * be under way, and could land after this check. For an active administrator, the fence keeps it out first.
   */
  async settle(userId: string, requestId: string): Promise<void> {
    const stored = await this.accounts.loadOfAnyKind(userId);
    if (stored && isActiveAdministrator(stored.value)) await this.administrators.fence(requestId);
    await this.reconcile(userId, { requestId });
  }

  /** Tells a model that an older version of Coffer has written which roles its administrators have. */
  async complete(): Promise<void> {
    for (const id of await this.administrators.unknown()) await this.reconcile(id, { requestId: newId() });
  }
}

/**
 * Whether the model's set has the account. Also one whose time as an administrator is over: nothing happens at that time.
 * The model knows the ends, so such an account counts no more. A program never counts: it could not let people in again.
 */
export function isActiveAdministrator(user: User): boolean {
  return user.kind === 'person' && user.state === 'active' && user.roles.includes(ADMINISTRATOR);
}

function endingRolesOf(user: User): Required<EndingRoles> {
  const ends = roleEndsOf(user).map(({ name, expiresAt }) => ({ name, until: expiresAt }));
  return { roles: user.roles, ends };
}
