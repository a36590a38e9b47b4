import { Injectable } from '@nestjs/common';
import { Clock, type CofferError, PublishingWindow, type RequestContext, type Stored } from '#kernel';
import { Accounts, type MfaMethod, methodCounts, type SecondFactors, type User } from '#users';
import type { Challenge } from '../../domain/challenge.js';
import { isSixDigits } from '../../domain/second-factors/codes.js';
import { recoveryForm } from '../../domain/second-factors/recovery-codes.js';
import { AuthSettings } from '../../ports/auth.settings.js';
import { Challenges } from '../challenges/challenges.js';
import { CodeAttempts } from './code-attempts.js';
import { RecoveryCodes } from './recovery-codes.js';
import { TotpCodes } from './totp-codes.js';

export interface ShownFactor {
  /** The account as the accepted code left it. */
  readonly user: Stored<User>;
  /** Whether it counts for policies and roles [R26] [R95]. */
  readonly counts: boolean;
}

/**
 * The only place that checks codes: for the second step of a login, a reauthentication, the verification of an
 * address.
 */
@Injectable()
export class FactorCheck {
  constructor(
    private readonly accounts: Accounts,
    private readonly attempts: CodeAttempts,
    private readonly challenges: Challenges,
    private readonly totp: TotpCodes,
    private readonly recovery: RecoveryCodes,
    private readonly settings: AuthSettings,
    private readonly clock: Clock,
  ) {}

  /** Whether a code of this method counts for policies and roles, on an account with these factors [R26] [R95]. */
  counts(method: MfaMethod, factors: SecondFactors): boolean {
    return methodCounts(method, factors, this.settings.emailCountsAsMfa);
  }

  /** Whether `code` has the form of a code of this method. Asked before anything is looked up [R18]. */
  isCode(method: MfaMethod, code: string): boolean {
    return method === 'recovery' ? recoveryForm(code) !== null : isSixDigits(code);
  }

  /** The error for any code of the account from this network now, after too many wrong ones; null if codes are checked. */
  refusal(request: RequestContext, user: User): Promise<CofferError | null> {
    return this.attempts.refusal(request, user);
  }

  /**
   * Counts an attempt on the account [R12] [R20], uses up the code by one compare-and-set [R17] [R23], and takes the
   * attempt back if the code was right or could not be checked. Null: the code is not accepted, or the account is
   * locked. `challenge`: of an e-mail code; null: e-mail codes are not accepted. Runs inside the audited intent of
   * `request`. PartUnavailable; `rate_limited` after too many wrong codes in a row.
   */
  async prove(
    request: RequestContext,
    stored: Stored<User>,
    method: MfaMethod,
    code: string,
    challenge: Stored<Challenge> | null,
  ): Promise<ShownFactor | null> {
    if (!this.isCode(method, code)) return null;
    return this.attempts.run(request, stored.value, method, async () => {
      const user = await this.take(request.requestId, stored, method, code, challenge);
      return user && { user, counts: this.counts(method, stored.value.secondFactors) };
    });
  }

  private async take(
    requestId: string,
    stored: Stored<User>,
    method: MfaMethod,
    code: string,
    challenge: Stored<Challenge> | null,
  ): Promise<Stored<User> | null> {
    switch (method) {
      case 'totp':
        return this.spend(requestId, stored, (user) => this.withoutStep(user, code));
      case 'recovery':
        return this.spend(requestId, stored, (user) => this.withoutRecoveryCode(user, code));
      case 'email':
        return challenge && (await this.challenges.takeCode(challenge, code, requestId)) ? stored : null;
    }
  }

  /**
   * Publishes the account without what the code used up. The epoch does not change. After a lost race the code is
   * checked again, so that of many at once one wins. Null as well if the epoch of the account changed meanwhile.
   */
  private async spend(
    requestId: string,
    stored: Stored<User>,
    spent: (user: User) => SecondFactors | null | Promise<SecondFactors | null>,
  ): Promise<Stored<User> | null> {
    const window = new PublishingWindow(this.clock);
    const changed = await this.accounts.changeBy({
      ...{ id: stored.value.id, requestId, first: stored, window },
      change: async (user) => {
        if (user.authEpoch !== stored.value.authEpoch) return null;
        const secondFactors = await spent(user);
        return secondFactors && { ...user, secondFactors };
      },
      absent: () => null,
    });
    return changed?.published ? changed.stored : null;
  }

  private async withoutStep({ id, secondFactors }: User, code: string): Promise<SecondFactors | null> {
    const { totp } = secondFactors;
    const step = totp && (await this.totp.stepOf(id, totp.sealedSeed, code, totp.lastStep));
    return totp && step !== null ? { ...secondFactors, totp: { ...totp, lastStep: step } } : null;
  }

  private withoutRecoveryCode({ id, secondFactors }: User, code: string): SecondFactors | null {
    const left = this.recovery.without(id, secondFactors.recoveryHashes, recoveryForm(code) ?? '');
    return left && { ...secondFactors, recoveryHashes: left };
  }
}
