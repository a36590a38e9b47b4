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
    const before = await this.nameTaken(user);
    if (before) throw before;
    await this.accounts.openUnder(user, requestId);
    const refusal = await finishing(async () => (await this.roleLost(user)) ?? (await this.nameTaken(user)));
    if (refusal) {
      await finishing(() => this.accounts.discard(user.id, 1, requestId));
      throw refusal;
    }
    if (isActiveAdministrator(user)) await finishing(() => this.roster.reconcile(user.id, requestId));
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

  /** Asked again once the account is there: meanwhile somebody may have verified the address. */
  private async nameTaken({ id, username }: User): Promise<CofferError | null> {
    const owner = isAddressLike(username) ? await this.accounts.findByAddress(username) : null;
    if (!owner || owner.value.id === id) return null;
    return new CofferError(
      'username_taken',
      'The username is taken, or it is the verified address of another account.',
    );
  }
}
