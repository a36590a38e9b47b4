import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock, CofferError, PublishingWindow } from '#kernel';
import { Mailer } from '#mail';
import { Authorizer } from '#policies';
import { type User, UserAccess, verifiedAddressOf } from '#users';
import { passwordResetMail } from '../../domain/mails.js';
import { Challenges } from '../challenges/challenges.js';

export interface IssuedReset {
  /** Null: it was mailed to the account's verified address. Otherwise this is the only time that anybody sees it. */
  readonly token: string | null;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** An administrator lets somebody choose a new password. Which one, only its owner ever knows. */
@Injectable()
export class AdminReset {
  constructor(
    private readonly access: UserAccess,
    private readonly authorizer: Authorizer,
    private readonly challenges: Challenges,
    private readonly mailer: Mailer,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Sessions and password stay until the token is used. Not of the account's mail budget: no stranger who asked for
   * mails in its name may stand in the way. 403, also where the token would be shown and the account may do more than the
   * caller; 404; `conflict` for an account that is not active.
   */
  async issue(caller: Caller, id: string): Promise<IssuedReset> {
    const { value: user } = await this.access.findToChange(caller, 'user:reset-password', id);
    const address = this.mailer.reachesPeople ? verifiedAddressOf(user) : null;
    if (address === null) await this.requireNoGain(caller, user);
    if (user.state !== 'active')
      throw new CofferError('conflict', 'The account is not active: nobody can log in to it.');
    const { request, principal } = caller;
    // About the user, so that the audit tells whose it was. The token leaves only after the outcome: whatever is cut off
    // before has given nobody anything, as its settlement will say. Whoever slept until then gives nobody anything either.
    const what = { action: 'user:reset-password', resourceType: 'user', resourceId: user.id } as const;
    const { token, expiresAt } = await this.audit.mutation(request, principal, what, async () => {
      const window = new PublishingWindow(this.clock);
      const isShown = address === null;
      const opened = await this.challenges.openWithToken('password-reset', user, request.requestId, { isShown });
      window.requireOpen();
      return opened;
    });
    if (address === null) return { token, expiresAt };
    this.mailer.post({ to: address, ...passwordResetMail(user.username, token, expiresAt) });
    return { token: null, expiresAt };
  }

  /** Whoever is shown the token can use it themselves: its account may allow nothing that they do not hold [R51], now or later. */
  private requireNoGain(caller: Caller, { id, roles }: User): Promise<void> {
    const target = { permission: 'user:reset-password', resourceType: 'user', resourceId: id } as const;
    return this.authorizer.requireCoverage(caller, target, { roles });
  }
}
