import { Injectable } from '@nestjs/common';
import { ADMINISTRATOR, Administrators } from '#policies';
import type { User } from '../../domain/accounts/user.js';
import { Accounts, userChangedMeanwhile } from './accounts.js';

const ATTEMPTS = 5;

/**
 * Keeps the model's set of active administrators equal to the accounts. For a moment the set may lack an administrator.
 * It must never hold one too many: the last administrator could then be removed. So an account that loses the role
 * leaves the set first, and an account that gets the role joins it last.
 */
@Injectable()
export class AdministratorRoster {
  constructor(
    private readonly administrators: Administrators,
    private readonly accounts: Accounts,
  ) {}

  /** Call it before an account stops being an active administrator. Throws `last_administrator` for the last one. */
  async leave(userId: string, requestId: string): Promise<void> {
    await this.administrators.dismiss(userId, requestId);
  }

  /**
   * Makes the set agree with the stored account. Call it after an account became an administrator, and after a change
   * that failed or was interrupted. This is not changeDocument: the account is read and the model is written, so the
   * account is read again afterwards, since it may have changed in between.
   */
  async reconcile(userId: string, requestId: string): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const before = await this.accounts.load(userId);
      if (before && isActiveAdministrator(before.value)) await this.administrators.admit(userId, requestId);
      else await this.administrators.dismiss(userId, requestId);
      const after = await this.accounts.load(userId);
      if (after?.revision === before?.revision) return;
    }
    throw userChangedMeanwhile();
  }

  /**
   * As {@link reconcile}, for a request whose outcome was lost. Its write that removes the account from the set may still
   * be under way, and could land after this check. For an active administrator, the fence keeps it out first.
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
