import { Injectable } from '@nestjs/common';
import { Clock, type Principal, type Stored } from '#kernel';
import { Accounts, type User } from '#users';
import type { Session } from '../../domain/session.js';
import { isGood, unauthenticated } from '../authentication/authentication.js';
import { Sessions } from './sessions.js';

/** A caller's session and account as they are now: a principal may be a look of a second ago. */
@Injectable()
export class PresentSession {
  constructor(
    private readonly sessions: Sessions,
    private readonly accounts: Accounts,
    private readonly clock: Clock,
  ) {}

  /** `unauthenticated` when the session has ended meanwhile, or its account has moved. */
  async of({ sessionId, userId }: Principal): Promise<{ session: Stored<Session>; user: Stored<User> }> {
    const session = await this.sessions.load(sessionId);
    const user = await this.accounts.load(userId);
    if (!session || !user || !isGood({ session: session.value, user: user.value }, this.clock.now())) {
      throw unauthenticated();
    }
    return { session, user };
  }
}
