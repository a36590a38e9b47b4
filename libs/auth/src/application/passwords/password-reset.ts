import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, CofferError, invalidField, type RequestContext } from '#kernel';
import { Mailer } from '#mail';
import { Accounts, Credentials, type GivenCredential, PasswordPolicy, type User, withCredential } from '#users';
import type { Challenge } from '../../domain/challenge.js';
import { passwordChangedMail } from '../../domain/mails.js';
import { Challenges } from '../challenges/challenges.js';
import { actorOf } from '../login/login-errors.js';
import { notify } from '../notices.js';
import { AfterTheAnswer } from './after-the-answer.js';
import { type CredentialForm, oneCredential, requireGood } from './credential-form.js';

/**
 * Sets a new password for whoever holds a reset token, and does nothing else: no session begins, second factors are
 * asked for as before [R9], and the client's salt, parameters and protected key stay.
 */
@Injectable()
export class PasswordReset {
  constructor(
    private readonly accounts: Accounts,
    private readonly challenges: Challenges,
    private readonly credentials: Credentials,
    private readonly policy: PasswordPolicy,
    private readonly mailer: Mailer,
    private readonly afterwards: AfterTheAnswer,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** `invalid_reset_token`, in one wording whatever is wrong with it; 400. */
  async reset(request: RequestContext, token: string, form: CredentialForm): Promise<void> {
    const next = oneCredential(form, 'new_');
    const challenge = await this.challenges.findGenuine('password-reset', token);
    const stored = challenge && (await this.accounts.load(challenge.value.userId));
    if (!challenge || !stored) throw invalidResetToken();
    const user = stored.value;
    const what = { action: 'auth:password-reset', resourceType: 'user', resourceId: user.id } as const;
    if (!this.opens(challenge.value, user)) {
      await this.audit.failed(request, actorOf(user), what);
      throw invalidResetToken();
    }
    requireSameKind(next, user);
    await requireGood(next, user, this.policy);
    const hash = await this.credentials.hash(next);
    await this.audit.mutation(request, actorOf(user), what, async () => {
      const { value: after } = await this.accounts.change(user.id, request.requestId, (now) => {
        if (!this.opens(challenge.value, now)) throw invalidResetToken();
        requireSameKind(next, now);
        return withCredential(now, { kind: next.kind, hash }, this.clock.now());
      });
      notify(this.mailer, after, passwordChangedMail(after.username));
    });
    // The epoch has risen, so that neither this token nor another one of the account opens anything: this is tidiness.
    this.afterwards.run(() => this.challenges.use(challenge, request.requestId));
  }

  private opens(challenge: Challenge, user: User): boolean {
    return user.state === 'active' && this.challenges.isLive(challenge, 'password-reset', user);
  }
}

/** Another kind needs other keys, which nobody without the old password can make: the owner may switch once inside. */
function requireSameKind({ kind }: GivenCredential, user: User): void {
  if (kind === user.credential) return;
  const field = `new_${user.credential}`;
  throw invalidField(field, 'required', `This account is opened by a ${user.credential}: send ${field}.`);
}

function invalidResetToken(): CofferError {
  return new CofferError('invalid_reset_token', 'The reset token is wrong, used or too old: ask for another one.');
}
