import { Injectable } from '@nestjs/common';
import { Clock, removeExpired } from '#kernel';
import { ChallengeStore } from '../../ports/challenge.store.js';
import { LockoutStore } from '../../ports/lockout.store.js';
import { SessionStore } from '../../ports/session.store.js';

/** Removes sessions, lockouts and challenges that expired long ago. Nothing depends on when it runs. */
@Injectable()
export class ExpirySweep {
  constructor(
    private readonly sessions: SessionStore,
    private readonly lockouts: LockoutStore,
    private readonly challenges: ChallengeStore,
    private readonly clock: Clock,
  ) {}

  /** Returns how many were removed: at most 100,000 of each kind, the longest expired first. `stop`: ends it early. */
  async run(stop?: AbortSignal): Promise<number> {
    const { sessions, lockouts, challenges } = this;
    const now = this.clock.now();
    return (
      (await removeExpired(sessions, sessions.sessions, ({ absoluteExpiresAt }) => absoluteExpiresAt, now, stop)) +
      (await removeExpired(lockouts, lockouts.lockouts, ({ expiresAt }) => expiresAt, now, stop)) +
      (await removeExpired(challenges, challenges.challenges, ({ expiresAt }) => expiresAt, now, stop))
    );
  }
}
