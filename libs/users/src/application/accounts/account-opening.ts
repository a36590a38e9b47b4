import { Injectable } from '@nestjs/common';
import { CofferError, invalidField } from '#kernel';
import type { Payer } from '#policies';
import type { User } from '../../domain/accounts/user.js';
import { isAddressLike } from '../../domain/accounts/username.js';
import { Accounts } from './accounts.js';
import { AdministratorRoster, isActiveAdministrator } from './administrator-roster.js';
import { finishing } from './finishing.js';
import { RoleAssignment, roleLost } from './role-assignment.js';

/** Makes new accounts for others visible, with their key rings and roles. Runs inside the audited intent. */
@Injectable()
export class AccountOpening {
  constructor(
    private readonly accounts: Accounts,
    private readonly roles: RoleAssignment,
    private readonly roster: AdministratorRoster,
  ) {}

  /**
   * Throws what Accounts.openUnder throws, and with nothing left behind: `username_taken` as well if the username is the
   * address of another account; `validation_failed` if a role does not exist or was removed meanwhile; `limit_reached` if
   * there are as many administrators as there may be.
   */
  async open(user: User, request: Payer): Promise<void> {
    // Two accounts never have one address: the store refuses the second one that takes it, by its name or by a verification.
    const taken = isAddressLike(user.username) ? await this.accounts.nameTaken(user) : null;
    if (taken) throw taken;
    await this.roster.requireRoom(user);
    const { requestId } = request;
    await this.accounts.openUnder(user, requestId);
    const refusal = await finishing(() => this.roleLost(user));
    if (refusal) {
      await finishing(() => this.accounts.discard(user.id, 1, requestId));
      throw refusal;
    }
    if (isActiveAdministrator(user)) await finishing(() => this.roster.reconcile(user.id, request));
  }

  /** Throws `validation_failed` for a role that does not exist. {@link open} finds those that are removed meanwhile. */
  async requireRoles(names: readonly string[]): Promise<void> {
    const missing = await this.roles.lost(names);
    if (missing !== null)
      throw invalidField('roles', 'unknown_role', `The role ${missing} does not exist: make it first.`);
  }

  private async roleLost({ roles }: User): Promise<CofferError | null> {
    const lost = await this.roles.lost(roles);
    return lost === null ? null : roleLost(lost);
  }
}
