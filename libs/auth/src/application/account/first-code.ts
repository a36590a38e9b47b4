import { Injectable } from '@nestjs/common';
import { AfterTheAnswer, type RequestContext } from '#kernel';
import { Mailer } from '#mail';
import { type User, verifiedEmailKey } from '#users';
import { emailVerificationMail } from '../../domain/mails.js';
import { Challenges } from '../challenges/challenges.js';
import { MailBudget } from '../challenges/mail-budget.js';

/** Mails the owner of a new account the code that verifies its address, without being asked. */
@Injectable()
export class FirstCode {
  constructor(
    private readonly challenges: Challenges,
    private readonly budget: MailBudget,
    private readonly mailer: Mailer,
    private readonly afterwards: AfterTheAnswer,
  ) {}

  /**
   * Returns at once. Neither the answer nor its time tells whether there is a mail [R15]. Bounded by the budget of the
   * address, since anybody can name any address: 5 an hour and 20 a day, of one network 2 and 5 [R22].
   */
  offer(user: User, request: RequestContext): void {
    if (this.mailer.isConfigured) this.afterwards.run(() => this.send(user, request));
  }

  private async send(user: User, { ip, requestId }: RequestContext): Promise<void> {
    const { id, email, emailVerified, username } = user;
    if (email === null || emailVerified) return;
    if (!(await this.budget.takeForStranger(verifiedEmailKey(email), ip))) return;
    const code = await this.challenges.openWithCode('email-verify', user, email, requestId);
    this.mailer.post({ to: email, account: id, ...emailVerificationMail(username, code) });
  }
}
