import { Injectable } from '@nestjs/common';
import { Mailer } from '#mail';
import type { InvitationTokens, IssuedInvitation, OpenedInvitation, User } from '#users';
import { invitationMail } from '../../domain/mails.js';
import { Challenges } from '../challenges/challenges.js';

/** Makes the tokens of invitations. Mails them where mails reach people, and otherwise shows them to the caller. */
@Injectable()
export class MailedInvitations implements InvitationTokens {
  constructor(
    private readonly challenges: Challenges,
    private readonly mailer: Mailer,
  ) {}

  /** The inviter has chosen the address, so a mailed token counts as one that an administrator saw [R51]. */
  open(user: User, requestId: string): Promise<OpenedInvitation> {
    return this.challenges.openWithToken('invitation', user, requestId, { isShown: true });
  }

  deliver(user: User, { token, expiresAt }: OpenedInvitation): IssuedInvitation {
    const { id, username, email } = user;
    if (!this.mailer.reachesPeople || email === null) return { token, expiresAt };
    this.mailer.post({ to: email, account: id, ...invitationMail(username, token, expiresAt) });
    return { token: null, expiresAt };
  }
}
