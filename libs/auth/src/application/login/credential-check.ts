import { Injectable } from '@nestjs/common';
import { Clock, networkOf, type RequestContext } from '#kernel';
import { Credentials, type GivenCredential, isUsable, type User } from '#users';
import { Lockouts } from '../lockout/lockouts.js';
import { Turns } from '../lockout/turns.js';

/** As many as the hasher runs at once. */
const AT_ONCE = 2;

/** The only place that checks a password or a login secret: for a login, a password change, a reauthentication. */
@Injectable()
export class CredentialCheck {
  /**
   * Bounds the attempts of one account and network that wait: otherwise right ones could use up the budget meanwhile.
   */
  private readonly turns = new Turns(AT_ONCE);

  constructor(
    private readonly lockouts: Lockouts,
    private readonly credentials: Credentials,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts an attempt, verifies the credential, and takes the attempt back if it was right, or if the credential could
   * not be verified. False, after the same work, for a wrong credential, a locked account, an account that cannot be used, and an unknown name [R13]. `name`:
   * the canonical username, or the typed text if it is no username. PartUnavailable; `busy`.
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
    const origin = { address: request.ip, isTrusted: attempt.isFromKnown };
    const isRight = await attempt.settle(async () => {
      const matches = await this.credentials.verify(attempt.isAllowed ? user : withoutCredential(user), given, origin);
      // Giving back is one more write. For an account that cannot be used, its time would reveal that the password was
      // right.
      return matches && user && isUsable(user, this.clock.now()) ? true : null;
    });
    return isRight ?? false;
  }
}

/** The same account without its hash: verification takes as long and always fails. */
function withoutCredential(user: User | null): User | null {
  return user && { ...user, passwordHash: null };
}
