import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { AfterTheAnswer, Clock, CofferError, invalidField, type RequestContext } from '#kernel';
import { Mailer } from '#mail';
import { Accounts, Credentials, type GivenCredential, PasswordPolicy, type User, withCredential } from '#users';
import { passwordChangedMail } from '../../domain/mails.js';
import { Challenges } from '../challenges/challenges.js';
import { GenuineTokens } from '../challenges/genuine-tokens.js';
import { actorOf } from '../login/login-errors.js';
import { notify } from '../notices.js';
import { type CredentialForm, oneCredential, requireGood } from './credential-form.js';

const USE = {
  purpose: 'password-reset',
  action: 'auth:password-reset',
  state: 'active',
  refusal: () =>
    new CofferError('invalid_reset_token', 'The reset token is wrong, used or expired: ask for a new one.'),
} as const;

/**
 * Sets a new password for the holder of a reset token. Opens no session and leaves the second factors as they are
 * [R9]. The client's salt, parameters and protected key do not change.
 */
@Injectable()
export class PasswordReset {
  constructor(
    private readonly accounts: Accounts,
    private readonly challenges: Challenges,
    private readonly tokens: GenuineTokens,
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
    const { challenge, user, requireLive } = await this.tokens.require(request, token, USE);
    requireSameKind(next, user);
    await requireGood(next, user, this.policy);
    const hash = await this.credentials.hash(next);
    const what = { action: USE.action, resourceType: 'user', resourceId: user.id } as const;
    await this.audit.mutation(request, actorOf(user), what, async () => {
      const { value: after } = await this.accounts.change(user.id, request.requestId, (now) => {
        requireLive(now);
        requireSameKind(next, now);
        return withCredential(now, { kind: next.kind, hash }, this.clock.now());
      });
      notify(this.mailer, after, passwordChangedMail(after.username));
    });
    // Only tidies up: the epoch has risen, so no reset token of the account works any more.
    this.afterwards.run(() => this.challenges.use(challenge, request.requestId));
  }
}

/** The other kind needs new client keys, which only the old password can make. The owner can switch after a login. */
function requireSameKind({ kind }: GivenCredential, user: User): void {
  if (kind === user.credential) return;
  const field = `new_${user.credential}`;
  throw invalidField(field, 'required', `This account uses a ${user.credential}: send ${field}.`);
}
