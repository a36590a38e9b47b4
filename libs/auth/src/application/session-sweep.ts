import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { SessionStore } from '../ports/session.store.js';

/** A session is kept this long after its absolute expiry, which alone ends it. */
const KEPT_MS = 3_600_000;
const BATCH = 200;

/** Removes sessions that have long expired: nothing depends on when. */
@Injectable()
export class SessionSweep {
  constructor(
    private readonly store: SessionStore,
    private readonly clock: Clock,
  ) {}

  /** How many were removed; at most a batch of 200, oldest first. */
  async run(): Promise<number> {
    const ids = await this.store.expiredBefore(this.clock.now() - KEPT_MS, BATCH);
    let removed = 0;
    for (const id of ids) {
      const stored = await this.store.sessions.load(id);
      if (stored && (await this.store.sessions.remove(id, stored.revision))) removed += 1;
    }
    return removed;
  }
}
