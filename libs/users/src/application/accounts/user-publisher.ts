import { Injectable } from '@nestjs/common';
import { CofferError, OutcomeUnknown, type Stored } from '#kernel';
import type { User } from '../../domain/accounts/user.js';
import { Accounts, userChangedMeanwhile } from './accounts.js';
import { AdministratorRoster, isActiveAdministrator } from './administrator-roster.js';
import { finishing } from './finishing.js';
import { RoleAssignment, roleLost } from './role-assignment.js';

/** Publishes a changed account. Keeps the set of administrators equal to it, and checks that its roles exist. */
@Injectable()
export class UserPublisher {
  constructor(
    private readonly accounts: Accounts,
    private readonly roster: AdministratorRoster,
    private readonly roles: RoleAssignment,
  ) {}

  /**
   * An account that stops being an active administrator leaves the model's set first; one that becomes an administrator
   * joins it last. Runs inside the intent of `requestId`. Throws, with nothing changed: `last_administrator`, `conflict`
   * if the account changed since it was read, `validation_failed` if a new role was removed meanwhile.
   */
  async publish(before: Stored<User>, after: User, requestId: string): Promise<Stored<User>> {
    const wasOne = isActiveAdministrator(before.value);
    const isOne = isActiveAdministrator(after);
    if (wasOne && !isOne) await this.roster.leave(after.id, requestId);
    try {
      if (!(await this.accounts.publish(after, before.revision, requestId))) throw userChangedMeanwhile();
    } catch (error) {
      // After OutcomeUnknown the write may still land. Only the settlement, which fences it, may then reconcile.
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
   * Null if the set agrees with the account. Otherwise the change was undone, and this returns why: a concurrent request
   * had put the account back into the set, and it is now the last administrator there.
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

  /** Undoes the change. Does nothing if somebody changed the account since: they had read the assignment. */
  private async takeBack(published: Stored<User>, before: User, requestId: string): Promise<void> {
    const value = { ...before, authEpoch: published.value.authEpoch };
    await this.accounts.publish(value, published.revision, requestId);
  }
}
