import { Injectable } from '@nestjs/common';
import { Clock, type Principal, type Stored } from '#kernel';
import { Accounts, type User } from '#users';
import type { Session } from '../../domain/session.js';
import { unauthenticated } from '../../domain/tokens/token-refusals.js';
import { isGood } from '../authentication/authentication.js';
import { Sessions } from './sessions.js';

/** Reads a caller's session and account from the store: a principal may be up to a second old. */
@Injectable()
export class PresentSession {
  constructor(
    private readonly sessions: Sessions,
    private readonly accounts: Accounts,
    private readonly clock: Clock,
  ) {}

  /** `unauthenticated` if the session has ended meanwhile. */
  async of({ credential: sessionId, userId }: Principal): Promise<{ session: Stored<Session>; user: Stored<User> }> {
    const session = await this.sessions.load(sessionId);
    const user = await this.accounts.load(userId);
    if (!session || !user || !isGood({ session: session.value, user: user.value }, this.clock.now())) {
      throw unauthenticated();
    }
    return { session, user };
  }
}
