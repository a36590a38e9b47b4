import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock, PublishingWindow, type Stored } from '#kernel';
import { Mailer } from '#mail';
import { Accounts, type User, withVerifiedEmail } from '#users';
import { soleChallengeId } from '../../domain/challenge.js';
import { emailVerificationMail } from '../../domain/mails.js';
import { unauthenticated } from '../../domain/tokens/token-refusals.js';
import { Challenges } from '../challenges/challenges.js';
import { MailBudget } from '../challenges/mail-budget.js';
import { invalidCode } from '../login/login-errors.js';
import { mailNotConfigured } from '../second-factors/factor-errors.js';
import { MailedAddresses } from './mailed-addresses.js';

const PURPOSE = 'email-verify';

/** Verifies the address of an account, with a code that only the reader of its mail knows [R22]. */
@Injectable()
export class EmailVerification {
  constructor(
    private readonly accounts: Accounts,
    private readonly challenges: Challenges,
    private readonly budget: MailBudget,
    private readonly mailed: MailedAddresses,
    private readonly mailer: Mailer,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Mails a code, unless the address is already verified. `mail_not_configured`, `rate_limited`. */
  async send({ principal, request }: Caller): Promise<void> {
    const { value: user } = await this.load(principal.userId);
    const { email, emailVerified, username } = user;
    const action = 'auth:email-verify';
    if (email === null || emailVerified) {
      return this.audit.succeeded(request, principal, { action, resourceType: 'user', resourceId: user.id });
    }
    if (!this.mailer.isConfigured) throw mailNotConfigured();
    await this.budget.require(user.id);
    const what = { action, resourceType: 'challenge', resourceId: soleChallengeId(PURPOSE, user.id) } as const;
    const code = await this.audit.mutation(request, principal, what, () =>
      this.challenges.openWithCode(PURPOSE, user, email, request.requestId),
    );
    this.mailer.post({ to: email, account: user.id, ...emailVerificationMail(username, code) });
  }

  /**
   * Verifies the address. `email_taken` if it belongs to another account: only somebody who reads its mail learns
   * that [R15]. `invalid_code`, also for a locked account, and if the address has changed meanwhile; `conflict`.
   */
  async verify({ principal, request }: Caller, code: string): Promise<void> {
    const stored = await this.load(principal.userId);
    const { value: user } = stored;
    const what = { action: 'auth:email-verify', resourceType: 'user', resourceId: user.id } as const;
    if (user.emailVerified) return this.audit.succeeded(request, principal, what);
    await this.audit.mutation(request, principal, what, async () => {
      const window = new PublishingWindow(this.clock);
      const address = await this.mailed.take(request, stored, PURPOSE, code);
      await this.mailed.publish(request, { user, address, window }, (now) => {
        if (now.email !== address) throw invalidCode();
        return withVerifiedEmail(now, this.clock.now());
      });
    });
  }

  private async load(userId: string): Promise<Stored<User>> {
    const stored = await this.accounts.load(userId);
    if (!stored) throw unauthenticated();
    return stored;
  }
}
