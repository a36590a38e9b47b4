import { Injectable } from '@nestjs/common';
import { CofferError, invalidField } from '#kernel';
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
   * address of another account; `validation_failed` if a role does not exist or was removed meanwhile.
   */
  async open(user: User, requestId: string): Promise<void> {
    await this.requireOwnName(user);
    await this.accounts.openUnder(user, requestId);
    const lost = await finishing(() => this.roles.lost(user.roles));
    if (lost !== null) {
      await finishing(() => this.accounts.discard(user.id, 1, requestId));
      throw roleLost(lost);
    }
    if (isActiveAdministrator(user)) await finishing(() => this.roster.reconcile(user.id, requestId));
  }

  /** Throws `validation_failed` for a role that does not exist. {@link open} finds those that are removed meanwhile. */
  async requireRoles(names: readonly string[]): Promise<void> {
    const missing = await this.roles.lost(names);
    if (missing !== null)
      throw invalidField('roles', 'unknown_role', `The role ${missing} does not exist: make it first.`);
  }

  private async requireOwnName({ id, username }: User): Promise<void> {
    if (!isAddressLike(username)) return;
    const owner = await this.accounts.findByAddress(username);
    if (!owner || owner.value.id === id) return;
    throw new CofferError('username_taken', 'The username is taken, or it is the verified address of another account.');
  }
}
