import { Injectable } from '@nestjs/common';
import { Accounts } from '#users';
import { Lockouts } from '../lockout/lockouts.js';

/** Removes the counted attempts and the known networks of a deleted account. They are found by its name. */
@Injectable()
export class LockoutErasure {
  constructor(
    private readonly accounts: Accounts,
    private readonly lockouts: Lockouts,
  ) {}

  /** Returns how many documents it removed: one at most. May be repeated while the account is `deleting`. */
  async sweep(userId: string): Promise<number> {
    const stored = await this.accounts.load(userId);
    // A tombstone has no name any more. Its attempts were removed before it was made.
    if (stored?.value.state !== 'deleting') return 0;
    return (await this.lockouts.forget(stored.value.username)) ? 1 : 0;
  }
}
