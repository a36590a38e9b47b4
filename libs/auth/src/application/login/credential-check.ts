import { Injectable } from '@nestjs/common';
import { CofferError, networkOf, type RequestContext } from '#kernel';
import { Credentials, type GivenCredential, type User } from '#users';
import { type Attempt, Lockouts } from '../lockout/lockouts.js';
import { Turns } from '../lockout/turns.js';

/** As many as the hasher looks at in one process. */
const AT_ONCE = 2;

/** The one place where a password or a login secret is tried: login, a change of it, proving oneself again. */
@Injectable()
export class CredentialCheck {
  /** More of one account and network would reserve the whole budget while they wait to be found right. */
  private readonly turns = new Turns(AT_ONCE);

  constructor(
    private readonly lockouts: Lockouts,
    private readonly credentials: Credentials,
  ) {}

  /**
   * Reserves an attempt, verifies, gives the reservation back when it was right. False, after the same work, for a wrong
   * credential, a locked account, one that is not active, and where there is no user [R13]. `name`: canonical, or as typed
   * where that is none. PartUnavailable; `busy`.
   */
  async prove(request: RequestContext, name: string, user: User | null, given: GivenCredential): Promise<boolean> {
    const turn = `${name}\n${networkOf(request.ip)}`;
    this.turns.requireRoom(turn);
    return this.turns.take(turn, () => this.attempt(request, name, user, given));
  }

  private async attempt(
    request: RequestContext,
    name: string,
    user: User | null,
    given: GivenCredential,
  ): Promise<boolean> {
    const attempt = await this.lockouts.reserve(request, name, user?.id ?? null);
    const matches = await this.verify(attempt, attempt.isAllowed ? user : withoutCredential(user), given);
    // Giving back is one more write: for an account that lets nobody in, its time would tell that the password was right.
    const isRight = matches && user?.state === 'active';
    if (isRight) await attempt.giveBack();
    return isRight;
  }

  /** Where too many wait for the hasher, nothing was looked at: that is no failed attempt. */
  private async verify(attempt: Attempt, user: User | null, given: GivenCredential): Promise<boolean> {
    try {
      return await this.credentials.verify(user, given);
    } catch (error) {
      if (error instanceof CofferError) await attempt.giveBack();
      throw error;
    }
  }
}

/** The same account as one that nothing opens: what is tried on it costs what it would, and is not looked at. */
function withoutCredential(user: User | null): User | null {
  return user && { ...user, passwordHash: null };
}
