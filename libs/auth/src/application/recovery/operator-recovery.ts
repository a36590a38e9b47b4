import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, CofferError, changedMeanwhile, type RequestContext, type Stored } from '#kernel';
import { Mailer } from '#mail';
import { AccountChanges, isUsable, namedAccount, type User, withoutCredential } from '#users';
import { passwordWithdrawnMail } from '../../domain/mails.js';
import { Challenges, type OpenedChallenge } from '../challenges/challenges.js';
import { factorAddressOf, notify } from '../notices.js';
import { FactorReset } from './factor-reset.js';

/** A reset of a password that was not done yet. */
export interface PlannedReset {
  /** As it was when the reset was planned. */
  readonly account: Stored<User>;
  /** Whether a mail can tell the owner. */
  readonly isTold: boolean;
  /** Whether the client encrypts data of the account by its password, which the server never sees. */
  readonly hasSealedData: boolean;
}

/** Lets an operator with access to the machine get a user back in, above all the only administrator [R96]. */
@Injectable()
export class OperatorRecovery {
  constructor(
    private readonly accounts: AccountChanges,
    private readonly challenges: Challenges,
    private readonly factors: FactorReset,
    private readonly mailer: Mailer,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Plans {@link resetPassword}. Errors: `not_found`; `conflict` if the account is not active. */
  async planReset(typedName: string): Promise<PlannedReset> {
    const account = await namedAccount(this.accounts, typedName);
    const { value: user } = account;
    if (!isUsable(user, this.clock.now())) {
      const why =
        'The account is not active, or it has expired: enable it, send its invitation again, or move its end.';
      throw new CofferError('conflict', why);
    }
    const hasSealedData = user.credential === 'login_secret' || user.protectedUserKey !== null;
    return { account, isTold: this.tells(user), hasSealedData };
  }

  /**
   * Withdraws the password or login secret, ends all sessions, and returns a reset token. The second factors stay.
   * `by`: the name in the audit. Errors: `conflict` if the account was changed since it was planned.
   */
  async resetPassword(request: RequestContext, by: string, { account }: PlannedReset): Promise<OpenedChallenge> {
    const { value: user, revision } = account;
    const what = { action: 'user:reset-password', resourceType: 'user', resourceId: user.id, actorName: by } as const;
    return this.audit.mutation(request, null, what, async () => {
      const after = withoutCredential(user, this.clock.now());
      // The token is of the new epoch: it works only if the account is published.
      const opened = await this.challenges.openWithToken('password-reset', after, request.requestId);
      if (!(await this.accounts.publish(after, revision, request.requestId))) throw changedMeanwhile('account');
      notify(this.mailer, user, passwordWithdrawnMail(user.username));
      return opened;
    });
  }

  /** As {@link FactorReset.reset}. Errors: `not_found`, `conflict`. */
  async resetFactors(request: RequestContext, by: string, typedName: string): Promise<void> {
    await this.factors.reset(request, by, await namedAccount(this.accounts, typedName));
  }

  /** Whether a mail can tell the owner of a reset. Ask before it. Errors: `not_found`. */
  async isTold(typedName: string): Promise<boolean> {
    const { value } = await namedAccount(this.accounts, typedName);
    return this.tells(value);
  }

  private tells(user: User): boolean {
    return this.mailer.isConfigured && factorAddressOf(user) !== null;
  }
}
