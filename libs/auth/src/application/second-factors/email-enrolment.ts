import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock } from '#kernel';
import { Mailer } from '#mail';
import { soleChallengeId } from '../../domain/challenge.js';
import { factorCodeMail } from '../../domain/mails.js';
import { Challenges } from '../challenges/challenges.js';
import { MailBudget } from '../challenges/mail-budget.js';
import { invalidCode } from '../login/login-errors.js';
import { FactorChanges } from './factor-changes.js';
import { FactorCheck } from './factor-check.js';
import { emailUnverified, mailNotConfigured, notBegun } from './factor-errors.js';
import { type RecoveryCodesOrNull, RecoverySets } from './recovery-sets.js';

const PURPOSE = 'email-factor';
const ACTION = 'auth:mfa-enable';

/** Enrols the verified address of an account as a second factor: a code is mailed, and must be sent back. */
@Injectable()
export class EmailEnrolment {
  constructor(
    private readonly changes: FactorChanges,
    private readonly challenges: Challenges,
    private readonly factors: FactorCheck,
    private readonly recovery: RecoverySets,
    private readonly budget: MailBudget,
    private readonly mailer: Mailer,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Mails a code. Any earlier code is dead. `mail_not_configured`, `email_unverified`, `rate_limited`. */
  async begin(caller: Caller): Promise<void> {
    const { principal, request } = caller;
    const { value: user } = await this.changes.own(caller, ACTION);
    const { email } = user;
    if (!this.mailer.isConfigured) throw mailNotConfigured();
    if (email === null || !user.emailVerified) throw emailUnverified();
    await this.budget.require(user.id);
    const resourceId = soleChallengeId(PURPOSE, user.id);
    const what = { action: ACTION, resourceType: 'challenge', resourceId } as const;
    const code = await this.audit.mutation(request, principal, what, () =>
      this.challenges.openWithCode(PURPOSE, user, email, request.requestId),
    );
    this.mailer.post({ to: email, account: user.id, ...factorCodeMail(user.username, code) });
  }

  /** `mfa_not_enabled` if no code was mailed; `invalid_code`, also for a locked account [R12]. */
  async confirm(caller: Caller, code: string): Promise<RecoveryCodesOrNull> {
    if (!this.factors.isCode('email', code)) throw invalidCode();
    const stored = await this.changes.own(caller, ACTION);
    const { secondFactors } = stored.value;
    const challenge = await this.challenges.findFor(PURPOSE, stored.value);
    const address = challenge?.value.code?.address;
    if (!challenge || address === undefined) throw notBegun();
    const session = this.factors.counts('email', secondFactors) ? 'has-shown-second-factor' : 'goes-on';
    const change = { action: ACTION, notice: 'email-enabled', session } as const;
    return this.recovery.enableFactor(caller, stored, change, async () => {
      const shown = await this.factors.prove(caller.request, stored, 'email', code, challenge);
      if (!shown) throw invalidCode();
      return { ...secondFactors, email: { address, enabledAt: this.clock.now() } };
    });
  }
}
