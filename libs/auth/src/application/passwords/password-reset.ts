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
 * Sets a new password for the holder of a reset token. Opens no session and leaves the second factors as they are
 * [R9]. The client's salt, parameters and protected key do not change.
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

  /** `invalid_reset_token`, which does not tell what is wrong with the token; 400. */
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
    // Only tidies up: the epoch has risen, so no reset token of the account works any more.
    this.afterwards.run(() => this.challenges.use(challenge, request.requestId));
  }

  private opens(challenge: Challenge, user: User): boolean {
    return user.state === 'active' && this.challenges.isLive(challenge, 'password-reset', user);
  }
}

/** The other kind needs new client keys, which only the old password can make. The owner can switch after a login. */
function requireSameKind({ kind }: GivenCredential, user: User): void {
  if (kind === user.credential) return;
  const field = `new_${user.credential}`;
  throw invalidField(field, 'required', `This account uses a ${user.credential}: send ${field}.`);
}

function invalidResetToken(): CofferError {
  return new CofferError('invalid_reset_token', 'The reset token is wrong, used or expired: ask for a new one.');
}
