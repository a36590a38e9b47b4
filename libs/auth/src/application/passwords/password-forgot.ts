import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { AfterTheAnswer, Clock, type RequestContext, Roots } from '#kernel';
import { Mailer } from '#mail';
import { Accounts, canonicalUsername, isUsable, type User, verifiedAddressOf } from '#users';
import { passwordResetMail } from '../../domain/mails.js';
import { Challenges } from '../challenges/challenges.js';
import { MailBudget } from '../challenges/mail-budget.js';
import { Lockouts } from '../lockout/lockouts.js';
import { unknownName } from '../login/unknown-name.js';

/** Mails a reset token to the verified address of an account. Does not reveal whether the account exists [R15]. */
@Injectable()
export class PasswordForgot {
  constructor(
    private readonly accounts: Accounts,
    private readonly challenges: Challenges,
    private readonly lockouts: Lockouts,
    private readonly budget: MailBudget,
    private readonly mailer: Mailer,
    private readonly afterwards: AfterTheAnswer,
    private readonly audit: AuditTrail,
    private readonly roots: Roots,
    private readonly clock: Clock,
  ) {}

  /** One look-up and one audit record for every name. The rest is done after the answer. */
  async ask(request: RequestContext, typedName: string): Promise<void> {
    const username = canonicalUsername(typedName);
    const stored = username === null ? null : await this.accounts.findByUsername(username);
    const what = {
      action: 'auth:password-forgot',
      resourceType: 'user',
      resourceId: stored?.value.id ?? null,
    } as const;
    const actorName = unknownName(this.roots, username ?? typedName);
    await this.audit.succeeded(request, null, stored ? what : { ...what, actorName });
    if (stored) this.afterwards.run(() => this.send(stored.value, request));
  }

  private async send(user: User, request: RequestContext): Promise<void> {
    const address = verifiedAddressOf(user);
    if (address === null || !isUsable(user, this.clock.now()) || !this.mailer.isConfigured) return;
    if (!(await this.hasBudget(user, request))) return;
    const { token, expiresAt } = await this.challenges.openWithToken('password-reset', user, request.requestId);
    this.mailer.post({ to: address, account: user.id, ...passwordResetMail(user.username, token, expiresAt) });
  }

  /** Takes a mail from the budget of the networks that the account knows, or of the stranger's network and all strangers. */
  private async hasBudget(user: User, request: RequestContext): Promise<boolean> {
    if (await this.lockouts.knows(request, user)) return (await this.budget.take(user.id, 'known')) === null;
    return this.budget.takeForStranger(user.id, request.ip);
  }
}
