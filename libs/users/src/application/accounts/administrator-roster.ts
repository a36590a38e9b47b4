import { Injectable } from '@nestjs/common';
import { CofferError } from '#kernel';
import { ADMINISTRATOR, Administrators } from '#policies';
import type { User } from '../../domain/accounts/user.js';
import { Accounts } from './accounts.js';

const ATTEMPTS = 5;

/**
 * Keeps the model's set of active administrators true to the accounts. The set may for a moment lack one, never hold
 * one too many, or the last administrator could be removed: whoever loses the role leaves the set first, whoever gets
 * it joins last.
 */
@Injectable()
export class AdministratorRoster {
  constructor(
    private readonly administrators: Administrators,
    private readonly accounts: Accounts,
  ) {}

  /** Before an account stops being an active administrator. `last_administrator` when nobody else is one. */
  async leave(userId: string, requestId: string): Promise<void> {
    await this.administrators.dismiss(userId, requestId);
  }

  /**
   * Makes the set agree with the account as it is: after it became one, and after a change that was not made or whose
   * maker died. Looks again afterwards, since the account may have moved between reading and writing.
   */
  async reconcile(userId: string, requestId: string): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const before = await this.accounts.load(userId);
      if (before && isActiveAdministrator(before.value)) await this.administrators.admit(userId, requestId);
      else await this.administrators.dismiss(userId, requestId);
      const after = await this.accounts.load(userId);
      if (after?.revision === before?.revision) return;
    }
    throw new CofferError('conflict', 'The user was being changed at the same time. Read it again.');
  }

  /**
   * As {@link reconcile}, for a request whose answer was lost: its dismissal may still be on its way, and would land
   * behind an administrator who is found in the set and left there.
   */
  async settle(userId: string, requestId: string): Promise<void> {
    const stored = await this.accounts.load(userId);
    if (stored && isActiveAdministrator(stored.value)) await this.administrators.fence(requestId);
    await this.reconcile(userId, requestId);
  }
}

export function isActiveAdministrator(user: User): boolean {
  return user.state === 'active' && user.roles.includes(ADMINISTRATOR);
}
