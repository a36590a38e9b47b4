import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock, CofferError, type Stored } from '#kernel';
import { hasExpired, type User } from '../../domain/accounts/user.js';
import { withInvitation, withoutSessions } from '../../domain/accounts/user-transitions.js';
import { userChangedMeanwhile } from '../accounts/account-changes.js';
import { Accounts } from '../accounts/accounts.js';
import { UserAccess } from '../accounts/user-access.js';
import { Invitations, type IssuedInvitation } from './invitations.js';

const PERMISSION = 'user:invite';

/** Sends the invitation of a user again, and withdraws it. */
@Injectable()
export class UserInvitations {
  constructor(
    private readonly access: UserAccess,
    private readonly accounts: Accounts,
    private readonly invitations: Invitations,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Every earlier invitation of the user is void. 403, also if the account has permissions that the
   * caller lacks [R51]; 404; `conflict` for an account that is not invited.
   */
  async send(caller: Caller, id: string): Promise<IssuedInvitation> {
    const stored = await this.access.findToChange(caller, PERMISSION, id);
    if (hasExpired(stored.value, this.clock.now())) throw new CofferError('conflict', 'The account has expired.');
    // The caller sees the token, or may have chosen the address that it is mailed to.
    const target = { permission: PERMISSION, resourceType: 'user', resourceId: id } as const;
    await this.access.requireNoGain(caller, target, stored.value);
    const { tokens } = this.invitations;
    const { user, opened } = await this.renewed(caller, stored, async (after) => {
      // The token is of the new epoch: it works only if the account is published.
      const opened = await tokens.open(after, caller.request.requestId);
      return { user: withInvitation(after, opened), opened };
    });
    return tokens.deliver(user, opened);
  }

  /** Nobody can join with an earlier invitation any more. The account stays invited. Errors: as {@link send}. */
  async withdraw(caller: Caller, id: string): Promise<void> {
    const stored = await this.access.findToChange(caller, PERMISSION, id);
    await this.renewed(caller, stored, async (user) => ({ user }));
  }

  /** Publishes what `prepare` makes of the account with a new epoch, which voids its invitations. */
  private async renewed<T extends { readonly user: User }>(
    { principal, request }: Caller,
    { value: user, revision }: Stored<User>,
    prepare: (after: User) => Promise<T>,
  ): Promise<T> {
    if (user.state !== 'invited') throw new CofferError('conflict', 'The user is not invited.');
    const what = { action: PERMISSION, resourceType: 'user', resourceId: user.id } as const;
    return this.audit.mutation(request, principal, what, async () => {
      const prepared = await prepare(withoutSessions(user, this.clock.now()));
      if (!(await this.accounts.publish(prepared.user, revision, request.requestId))) throw userChangedMeanwhile();
      return prepared;
    });
  }
}
