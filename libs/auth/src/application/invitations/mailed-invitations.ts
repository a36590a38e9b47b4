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
  async open(user: User, requestId: string): Promise<OpenedInvitation> {
    const opened = await this.challenges.openWithToken('invitation', user, requestId, { isShown: true });
    return { ...opened, isMailed: this.mailer.reachesPeople && user.email !== null };
  }

  deliver({ id, username, email }: User, { token, expiresAt, isMailed }: OpenedInvitation): IssuedInvitation {
    if (!isMailed || email === null) return { token, expiresAt };
    this.mailer.post({ to: email, account: id, ...invitationMail(username, token, expiresAt) });
    return { token: null, expiresAt };
  }
}
