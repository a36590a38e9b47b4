import { Injectable } from '@nestjs/common';
import { CofferError, type RequestContext } from '#kernel';
import { Mailer } from '#mail';
import { hasCountingFactor, type MfaMethod, methodCounts, type User } from '#users';
import { wrongCodesMail } from '../../domain/mails.js';
import { AuthSettings } from '../../ports/auth.settings.js';
import { Lockouts } from '../lockout/lockouts.js';
import { invalidCode } from '../login/login-errors.js';
import { notify } from '../notices.js';

/** The owner gets a mail after each so many wrong codes in a row. */
const MAIL_EVERY = 10;
/** What `Retry-After` says, in seconds, if waiting alone does not help. */
const A_DAY = 86_400;

/** Bounds the guesses at the second factors of an account, within windows and over its whole life. */
@Injectable()
export class CodeAttempts {
  constructor(
    private readonly lockouts: Lockouts,
    private readonly mailer: Mailer,
    private readonly settings: AuthSettings,
  ) {}

  /**
   * Counts an attempt and runs `check`, which returns null for a wrong code. Null as well if the account is locked. A
   * right code ends the run of wrong ones, but not a code of a method that counts less than another factor of the
   * account: somebody who reads the mails could otherwise guess the codes of the app for ever. `rate_limited` while a
   * wait after wrong codes goes on.
   */
  async run<T>(
    request: RequestContext,
    user: User,
    method: MfaMethod,
    check: () => Promise<T | null>,
  ): Promise<T | null> {
    const attempt = await this.lockouts.reserveCode(request, user, this.endsRun(user, method));
    if (attempt.waitMs > 0) throw tooManyWrongCodes(attempt.waitMs);
    // The caller knows the password or holds a session, so an earlier answer reveals nothing new.
    if (!attempt.isAllowed) return null;
    const result = await attempt.settle(check);
    const { wrongInARow } = attempt;
    if (result === null && wrongInARow % MAIL_EVERY === 0) {
      notify(this.mailer, user, wrongCodesMail(user.username, wrongInARow));
    }
    return result;
  }

  /** The error for any code from this network now; null if codes are checked. */
  async refusal(request: RequestContext, user: User): Promise<CofferError | null> {
    const { isAllowed, waitMs } = await this.lockouts.foreseeCode(request, user);
    if (waitMs > 0) return tooManyWrongCodes(waitMs);
    return isAllowed ? null : invalidCode();
  }

  private endsRun({ secondFactors }: User, method: MfaMethod): boolean {
    const { emailCountsAsMfa } = this.settings;
    return methodCounts(method, secondFactors, emailCountsAsMfa) || !hasCountingFactor(secondFactors, emailCountsAsMfa);
  }
}

function tooManyWrongCodes(waitMs: number): CofferError {
  if (Number.isFinite(waitMs)) {
    const retryAfterSeconds = Math.ceil(waitMs / 1_000);
    const detail = 'There were too many wrong codes in a row. Wait as long as Retry-After says.';
    return new CofferError('rate_limited', detail, { retryAfterSeconds });
  }
  const detail =
    'There were too many wrong codes in a row. Log in from a network that the account has logged in from lately, or ask an administrator to unlock the account.';
  return new CofferError('rate_limited', detail, { retryAfterSeconds: A_DAY });
}
