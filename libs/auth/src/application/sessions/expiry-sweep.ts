import { Injectable } from '@nestjs/common';
import { Clock, type Documents } from '#kernel';
import { ChallengeStore } from '../../ports/challenge.store.js';
import { LockoutStore } from '../../ports/lockout.store.js';
import { SessionStore } from '../../ports/session.store.js';

/** A document is kept this long after its expiry, which alone ends it. */
const KEPT_MS = 3_600_000;
const BATCH = 200;
/** More logins than a server can hash passwords for between two runs. */
const BATCHES = 500;

/** Removes what has long expired of one store, given when that is: what was read in a list may have been prolonged since. */
type Removal = (at: number, limit: number) => Promise<{ readonly found: number; readonly removed: number }>;

/** Removes sessions, lockouts and challenges that have long expired: nothing depends on when. */
@Injectable()
export class ExpirySweep {
  private readonly removals: readonly Removal[];

  constructor(
    sessions: SessionStore,
    lockouts: LockoutStore,
    challenges: ChallengeStore,
    private readonly clock: Clock,
  ) {
    this.removals = [
      removalFrom(sessions, sessions.sessions, ({ absoluteExpiresAt }) => absoluteExpiresAt),
      removalFrom(lockouts, lockouts.lockouts, ({ expiresAt }) => expiresAt),
      removalFrom(challenges, challenges.challenges, ({ expiresAt }) => expiresAt),
    ];
  }

  /** How many were removed, oldest first; at most 100,000 of a kind, so that what is left waits for the next run. */
  async run(): Promise<number> {
    let total = 0;
    for (const remove of this.removals) {
      for (let batch = 0; batch < BATCHES; batch += 1) {
        const { found, removed } = await remove(this.clock.now() - KEPT_MS, BATCH);
        total += removed;
        if (found < BATCH || removed === 0) break;
      }
    }
    return total;
  }
}

function removalFrom<T extends { readonly id: string }>(
  store: { expiredBefore(at: number, limit: number): Promise<string[]> },
  documents: Documents<T>,
  expiryOf: (value: T) => number,
): Removal {
  return async (at, limit) => {
    const ids = await store.expiredBefore(at, limit);
    let removed = 0;
    for (const id of ids) {
      const stored = await documents.load(id);
      if (!stored || expiryOf(stored.value) >= at) continue;
      if (await documents.remove(id, stored.revision)) removed += 1;
    }
    return { found: ids.length, removed };
  };
}
