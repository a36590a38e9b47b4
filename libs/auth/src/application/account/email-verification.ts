import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import {
  type Caller,
  Clock,
  CofferError,
  changedMeanwhile,
  PublishingWindow,
  type RequestContext,
  type Stored,
} from '#kernel';
import { Mailer } from '#mail';
import { Accounts, type User, withVerifiedEmail } from '#users';
import { soleChallengeId } from '../../domain/challenge.js';
import { emailVerificationMail } from '../../domain/mails.js';
import { unauthenticated } from '../authentication/authentication.js';
import { Challenges } from '../challenges/challenges.js';
import { MailBudget } from '../challenges/mail-budget.js';
import { invalidCode } from '../login/login-errors.js';
import { FactorCheck } from '../second-factors/factor-check.js';
import { mailNotConfigured } from '../second-factors/factor-errors.js';

/** Tries to publish the verified address, after lost races. */
const ATTEMPTS = 5;

/** Verifies the address of an account, with a code that only the reader of its mail knows [R22]. */
@Injectable()
export class EmailVerification {
  constructor(
    private readonly accounts: Accounts,
    private readonly challenges: Challenges,
    private readonly budget: MailBudget,
    private readonly factors: FactorCheck,
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
    const what = { action, resourceType: 'challenge', resourceId: soleChallengeId('email-verify', user.id) } as const;
    const code = await this.audit.mutation(request, principal, what, () =>
      this.challenges.openWithCode('email-verify', user, email, request.requestId),
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
      const address = await this.takeCode(request, stored, code);
      if (address === null) throw invalidCode();
      await this.publish(user.id, address, request.requestId, window);
    });
  }

  /** The address that the code was mailed to. Null: the code is not accepted. */
  private async takeCode(request: RequestContext, stored: Stored<User>, code: string): Promise<string | null> {
    const challenge = await this.challenges.findFor('email-verify', stored.value);
    const shown = await this.factors.prove(request, stored, 'email', code, challenge);
    return (shown && challenge?.value.code?.address) ?? null;
  }

  /**
   * `window` covers the whole verification: the code was taken on the challenge, and a fence on the account does not
   * stop that.
   */
  private async publish(userId: string, address: string, requestId: string, window: PublishingWindow): Promise<void> {
    await this.accounts.changeBy({
      ...{ id: userId, requestId, window, attempts: ATTEMPTS },
      change: async (user) => {
        if (user.email !== address) throw invalidCode();
        const owner = await this.accounts.findByAddress(address);
        if (owner && owner.value.id !== userId) {
          throw new CofferError('email_taken', 'The address belongs to another account.');
        }
        return withVerifiedEmail(user, this.clock.now());
      },
      absent: () => {
        throw unauthenticated();
      },
      lost: () => {
        throw changedMeanwhile('account');
      },
    });
  }

  private async load(userId: string): Promise<Stored<User>> {
    const stored = await this.accounts.load(userId);
    if (!stored) throw unauthenticated();
    return stored;
  }
}
