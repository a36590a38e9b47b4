import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock, CofferError, PublishingWindow } from '#kernel';
import { Mailer } from '#mail';
import { isUsable, UserAccess, verifiedAddressOf } from '#users';
import { passwordResetMail } from '../../domain/mails.js';
import { Challenges } from '../challenges/challenges.js';

const PERMISSION = 'user:reset-password';

export interface IssuedReset {
  /** Null: the token was mailed to the user. Otherwise the administrator passes it on. It is not stored. */
  readonly token: string | null;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Lets an administrator issue a reset token, so that a user can choose a new password. */
@Injectable()
export class AdminReset {
  constructor(
    private readonly access: UserAccess,
    private readonly challenges: Challenges,
    private readonly mailer: Mailer,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Sessions and password do not change until the token is used. The mail does not count against the mail budget of
   * the account: otherwise strangers who asked for resets could block it. 403, also if the token would be shown and
   * the account has permissions that the caller lacks; 404; `conflict` for an account that is not active.
   */
  async issue(caller: Caller, id: string): Promise<IssuedReset> {
    const { value: user } = await this.access.findToChange(caller, PERMISSION, id);
    const address = this.mailer.reachesPeople ? verifiedAddressOf(user) : null;
    // The caller could use the token themselves.
    const target = { permission: PERMISSION, resourceType: 'user', resourceId: id } as const;
    if (address === null) await this.access.requireNoGain(caller, target, user);
    if (!isUsable(user, this.clock.now())) {
      const isInvited = user.state === 'invited';
      const why = isInvited ? 'The user is invited: send the invitation again.' : 'Nobody can log in to it.';
      throw new CofferError('conflict', `The account is not active, or it has expired. ${why}`);
    }
    const { request, principal } = caller;
    // The record names the user, so that the audit shows whose token it was. The token leaves only after the outcome
    // is recorded: an interrupted request gave nobody a token, and its settlement says so. The window covers a node
    // that slept.
    const what = { action: PERMISSION, resourceType: 'user', resourceId: user.id } as const;
    const { token, expiresAt } = await this.audit.mutation(request, principal, what, async () => {
      const window = new PublishingWindow(this.clock);
      const isShown = address === null;
      const opened = await this.challenges.openWithToken('password-reset', user, request.requestId, { isShown });
      window.requireOpen();
      return opened;
    });
    if (address === null) return { token, expiresAt };
    this.mailer.post({ to: address, account: user.id, ...passwordResetMail(user.username, token, expiresAt) });
    return { token: null, expiresAt };
  }
}
