import { Injectable } from '@nestjs/common';
import { AuditTrail, changedField } from '#audit';
import { type Caller, Clock, PublishingWindow } from '#kernel';
import { Mailer } from '#mail';
import { finishing, requireEmail, verifiedEmailKey, withEmail, withVerifiedEmail } from '#users';
import { soleChallengeId } from '../../domain/challenge.js';
import { emailChangedMail, emailChangeMail } from '../../domain/mails.js';
import { Challenges } from '../challenges/challenges.js';
import { MailBudget } from '../challenges/mail-budget.js';
import { invalidCode } from '../login/login-errors.js';
import { notify } from '../notices.js';
import { FactorChanges } from '../second-factors/factor-changes.js';
import { mailNotConfigured } from '../second-factors/factor-errors.js';
import { Sessions } from '../sessions/sessions.js';
import { MailedAddresses } from './mailed-addresses.js';

const PURPOSE = 'email-change';
const ACTION = 'auth:email-change';

/**
 * Lets callers change the address of their own account. The old one stays until the new one is verified. A verified
 * address gets password resets, so a change of it needs the proof that a change of second factors needs [R26].
 */
@Injectable()
export class EmailChange {
  constructor(
    private readonly guard: FactorChanges,
    private readonly challenges: Challenges,
    private readonly mailed: MailedAddresses,
    private readonly sessions: Sessions,
    private readonly budget: MailBudget,
    private readonly mailer: Mailer,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Mails a code to `address`, and a notice to the verified address of the account. The answer is the same for an address
   * of another account [R15]. Any earlier code is dead. Mails nothing if it is the verified address already.
   * `second_factor_required`, 400, `mail_not_configured`, `rate_limited` by the budget of the account or of the address.
   */
  async ask(caller: Caller, address: string): Promise<void> {
    requireEmail(address);
    const { principal, request } = caller;
    const { value: user } = await this.guard.own(caller, ACTION);
    const { id, username } = user;
    if (!this.mailer.isConfigured) throw mailNotConfigured();
    if (user.emailVerified && user.email === address) {
      return this.audit.succeeded(request, principal, { action: ACTION, resourceType: 'user', resourceId: id });
    }
    await this.budget.require(id);
    await this.budget.require(verifiedEmailKey(address), 'anyone');
    const what = { action: ACTION, resourceType: 'challenge', resourceId: soleChallengeId(PURPOSE, id) } as const;
    const code = await this.audit.mutation(request, principal, what, () =>
      this.challenges.openWithCode(PURPOSE, user, address, request.requestId),
    );
    this.mailer.post({ to: address, account: id, ...emailChangeMail(username, code) });
    notify(this.mailer, user, emailChangedMail(username, 'asked'));
  }

  /**
   * Makes the address to which the code was mailed the verified one of the account. Every other session ends if the old
   * one was verified, and a mail tells its reader. Codes by e-mail as a second factor go on to the address that was
   * enrolled. `second_factor_required`; `invalid_code`, also for a locked account, and if the account has changed
   * meanwhile; `email_taken`, which only a reader of the new address learns [R15]; `conflict`.
   */
  async confirm(caller: Caller, code: string): Promise<void> {
    const { principal, request } = caller;
    const stored = await this.guard.own(caller, ACTION);
    const { value: user } = stored;
    const changes = [changedField('email')];
    const what = { action: ACTION, resourceType: 'user', resourceId: user.id, changes } as const;
    await this.audit.mutation(request, principal, what, async () => {
      const window = new PublishingWindow(this.clock);
      const address = await this.mailed.take(request, stored, PURPOSE, code);
      const after = await this.mailed.publish(request, { user, address, window }, (now) => {
        if (now.authEpoch !== user.authEpoch || now.email !== user.email) throw invalidCode();
        const at = this.clock.now();
        return withVerifiedEmail(withEmail(now, address, at), at);
      });
      notify(this.mailer, user, emailChangedMail(user.username, 'changed'));
      await finishing(() => this.sessions.adopt(principal.credential, after.authEpoch, request.requestId));
    });
  }
}
