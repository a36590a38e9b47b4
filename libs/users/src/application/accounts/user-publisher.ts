import { Injectable } from '@nestjs/common';
import { Clock, OutcomeUnknown, type Stored } from '#kernel';
import type { Payer } from '#policies';
import { rolesAt } from '../../domain/accounts/assignments.js';
import type { User } from '../../domain/accounts/user.js';
import { AccountChanges, userChangedMeanwhile } from './account-changes.js';
import { AdministratorRoster } from './administrator-roster.js';
import { finishing } from './finishing.js';
import { RoleAssignment, roleLost } from './role-assignment.js';

/** Publishes a changed account. Keeps the set of administrators equal to it, and checks that its roles exist. */
@Injectable()
export class UserPublisher {
  constructor(
    private readonly accounts: AccountChanges,
    private readonly roster: AdministratorRoster,
    private readonly roles: RoleAssignment,
    private readonly clock: Clock,
  ) {}

  /**
   * Tells the model's set of administrators before and after the change. Runs inside the intent of `request`. Throws,
   * with nothing changed: `last_administrator`, `conflict` if the account changed since it was read, `validation_failed`
   * if a new role was removed meanwhile.
   */
  async publish(before: Stored<User>, after: User, request: Payer): Promise<Stored<User>> {
    const isOfRoster = await this.roster.prepare(before, after, request);
    try {
      if (!(await this.accounts.publish(after, before.revision, request.requestId))) throw userChangedMeanwhile();
    } catch (error) {
      // After OutcomeUnknown the write may still land. Only the settlement, which fences it, may then reconcile.
      if (isOfRoster && !(error instanceof OutcomeUnknown)) await finishing(() => this.undo(after.id, request));
      throw error;
    }
    const published = { value: after, revision: before.revision + 1 };
    const lost = await finishing(() => this.lostOf(before.value, after));
    if (lost !== null) await finishing(() => this.takeBack(published, before.value, request));
    if (isOfRoster) await finishing(() => this.roster.reconcile(after.id, request));
    if (lost !== null) throw roleLost(lost);
    return published;
  }

  /** The fence raises the revision of the account to the one that the model was told of, so that it counts again. */
  private async undo(userId: string, request: Payer): Promise<void> {
    await this.accounts.fence(userId, request.requestId);
    await this.roster.reconcile(userId, request);
  }

  private lostOf(before: User, after: User): Promise<string | null> {
    const now = this.clock.now();
    const held = rolesAt(before, now);
    // A role whose assignment has ended may be gone: nobody gets it here.
    return this.roles.lost(rolesAt(after, now).filter((role) => !held.includes(role)));
  }

  /** Undoes the change. Does nothing if somebody changed the account since: they had read the assignment. */
  private async takeBack(published: Stored<User>, before: User, request: Payer): Promise<void> {
    const value = { ...before, authEpoch: published.value.authEpoch };
    await this.roster.prepare(published, value, request);
    await this.accounts.publish(value, published.revision, request.requestId);
  }
}
