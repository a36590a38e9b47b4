import { Injectable } from '@nestjs/common';
import { CofferError, OutcomeUnknown, type Stored } from '#kernel';
import type { User } from '../../domain/accounts/user.js';
import { Accounts } from './accounts.js';
import { AdministratorRoster, isActiveAdministrator } from './administrator-roster.js';
import { finishing } from './finishing.js';
import { RoleAssignment, roleLost } from './role-assignment.js';

/** Publishes a changed account together with its place among the administrators and the roles that it names. */
@Injectable()
export class UserPublisher {
  constructor(
    private readonly accounts: Accounts,
    private readonly roster: AdministratorRoster,
    private readonly roles: RoleAssignment,
  ) {}

  /**
   * Whoever stops being an active administrator leaves the model first, whoever becomes one joins it last.
   * `last_administrator`, `conflict` when the account moved, 400 when a new role was removed meanwhile: nothing is
   * changed then. Runs inside the intent of `requestId`.
   */
  async publish(before: Stored<User>, after: User, requestId: string): Promise<Stored<User>> {
    const wasOne = isActiveAdministrator(before.value);
    const isOne = isActiveAdministrator(after);
    if (wasOne && !isOne) await this.roster.leave(after.id, requestId);
    try {
      if (!(await this.accounts.publish(after, before.revision, requestId))) throw moved();
    } catch (error) {
      // Before a fence nobody knows whether the write lands: then only the settlement may look again.
      if (wasOne && !isOne && !(error instanceof OutcomeUnknown))
        await finishing(() => this.roster.reconcile(after.id, requestId));
      throw error;
    }
    const published = { value: after, revision: before.revision + 1 };
    const lost = await finishing(() => this.lostOf(before.value, after));
    if (lost !== null) await finishing(() => this.takeBack(published, before.value, requestId));
    const refusal = wasOne === isOne ? null : await finishing(() => this.stays(published, before.value, requestId));
    if (lost !== null) throw roleLost(lost);
    if (refusal !== null) throw refusal;
    return published;
  }

  /**
   * Null, or why the account is what it was again: whoever raced with us had let it back into the set, all others have
   * left the set since, and so it is the last administrator after all.
   */
  private async stays(published: Stored<User>, before: User, requestId: string): Promise<CofferError | null> {
    try {
      await this.roster.reconcile(before.id, requestId);
      return null;
    } catch (error) {
      if (!(error instanceof CofferError) || error.code !== 'last_administrator') throw error;
      await this.takeBack(published, before, requestId);
      return error;
    }
  }

  private lostOf(before: User, after: User): Promise<string | null> {
    return this.roles.lost(after.roles.filter((role) => !before.roles.includes(role)));
  }

  /** Whoever moved the account meanwhile read the assignment and decided anew: that is left alone. */
  private async takeBack(published: Stored<User>, before: User, requestId: string): Promise<void> {
    const value = { ...before, authEpoch: published.value.authEpoch };
    await this.accounts.publish(value, published.revision, requestId);
  }
}

function moved(): CofferError {
  return new CofferError('conflict', 'The user was being changed at the same time. Read it again.');
}
