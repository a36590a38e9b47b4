import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { CofferError, newId, type RequestContext, type Stored } from '#kernel';
import { Mailer } from '#mail';
import { Accounts, type MfaMethod, mfaMethodsOf, type User } from '#users';
import type { Challenge } from '../../domain/challenge.js';
import { mfaCodeMail } from '../../domain/mails.js';
import { Challenges } from '../challenges/challenges.js';
import { MailBudget } from '../challenges/mail-budget.js';
import { actorOf, invalidCode } from '../login/login-errors.js';
import { SessionOpening } from '../login/session-opening.js';
import type { Tokens } from '../sessions/token-issue.js';
import { FactorCheck } from './factor-check.js';
import { invalidMfaToken, mailNotConfigured, notEnabled } from './factor-errors.js';

/** A login with a right password that still needs a second factor. */
export interface MfaRequired {
  /** Valid for 5 minutes, for the second step alone [R24]. */
  readonly mfaToken: string;
  readonly methods: readonly MfaMethod[];
}

interface SecondStep {
  readonly challenge: Stored<Challenge>;
  readonly user: Stored<User>;
}

/** The second step of a login. */
@Injectable()
export class MfaLogin {
  constructor(
    private readonly accounts: Accounts,
    private readonly challenges: Challenges,
    private readonly factors: FactorCheck,
    private readonly opening: SessionOpening,
    private readonly budget: MailBudget,
    private readonly mailer: Mailer,
    private readonly audit: AuditTrail,
  ) {}

  /** `user`: as it was read with the verified hash. Audited as `auth:mfa-challenge`. */
  async begin(request: RequestContext, user: User): Promise<MfaRequired> {
    const id = newId();
    const what = { action: 'auth:mfa-challenge', resourceType: 'challenge', resourceId: id } as const;
    const { token } = await this.audit.mutation(request, actorOf(user), what, () =>
      this.challenges.openWithToken('mfa-login', user, request.requestId, { id }),
    );
    return { mfaToken: token, methods: mfaMethodsOf(user.secondFactors) };
  }

  /**
   * Uses up the code, then the token, and then opens the session. If a step fails, nothing was opened, and what was
   * used up stays used up. `invalid_mfa_token`, `invalid_code`.
   */
  async verify(request: RequestContext, token: string, method: MfaMethod, code: string): Promise<Tokens> {
    if (!this.factors.isCode(method, code)) throw invalidCode();
    const { challenge, user } = await this.find(token);
    await this.requireCheck(request, user.value);
    const hasSecondFactor = this.factors.counts(method, user.value.secondFactors);
    const proof = { action: 'auth:mfa-verify', hasSecondFactor } as const;
    return this.opening.open(request, user.value, proof, async () => {
      if (!(await this.factors.prove(request, user, method, code, challenge))) throw invalidCode();
      // A mailed code is part of the challenge: taking it has used up both.
      if (method === 'email') return;
      if (!(await this.challenges.use(challenge, request.requestId))) throw invalidMfaToken();
    });
  }

  /**
   * Refuses while no code is checked. Somebody who knows the password can ask again and again: so this leaves one record
   * at most, and only a count when there are many [R101].
   */
  private async requireCheck(request: RequestContext, user: User): Promise<void> {
    const refusal = await this.factors.refusal(request, user);
    if (refusal === null) return;
    await this.audit.failed(request, actorOf(user), {
      action: 'auth:mfa-verify',
      resourceType: 'session',
      resourceId: null,
    });
    throw refusal;
  }

  /** Mails a code. `invalid_mfa_token`, `mfa_not_enabled`, `mail_not_configured`, `rate_limited`, `conflict`. */
  async sendCode(request: RequestContext, token: string): Promise<void> {
    const { challenge, user } = await this.find(token);
    const { email } = user.value.secondFactors;
    if (!email) throw notEnabled();
    if (!this.mailer.isConfigured) throw mailNotConfigured();
    await this.budget.require(user.value.id);
    const what = { action: 'auth:mfa-code', resourceType: 'challenge', resourceId: challenge.value.id } as const;
    const code = await this.audit.mutation(request, actorOf(user.value), what, async () => {
      const made = await this.challenges.newCode(challenge, email.address, request.requestId);
      if (made === null) throw new CofferError('conflict', 'Another code was asked for at the same time. Try again.');
      return made;
    });
    this.mailer.post({ to: email.address, account: user.value.id, ...mfaCodeMail(user.value.username, code) });
  }

  private async find(token: string): Promise<SecondStep> {
    const challenge = await this.challenges.findByToken('mfa-login', token);
    const user = challenge && (await this.accounts.load(challenge.value.userId));
    if (!challenge || user?.value.state !== 'active') throw invalidMfaToken();
    if (!this.challenges.isLive(challenge.value, 'mfa-login', user.value)) throw invalidMfaToken();
    return { challenge, user };
  }
}
