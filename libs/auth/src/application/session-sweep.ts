import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { SessionStore } from '../ports/session.store.js';

/** A session is kept this long after its absolute expiry, which alone ends it. */
const KEPT_MS = 3_600_000;
const BATCH = 200;
/** More logins than a server can hash passwords for between two runs. */
const BATCHES = 500;

/** Removes sessions that have long expired: nothing depends on when. */
@Injectable()
export class SessionSweep {
  constructor(
    private readonly store: SessionStore,
    private readonly clock: Clock,
  ) {}

  /** How many were removed, oldest first; at most 100,000, so that what is left waits for the next run. */
  async run(): Promise<number> {
    let removed = 0;
    for (let batch = 0; batch < BATCHES; batch += 1) {
      const ids = await this.store.expiredBefore(this.clock.now() - KEPT_MS, BATCH);
      const gone = await this.remove(ids);
      removed += gone;
      if (ids.length < BATCH || gone === 0) break;
    }
    return removed;
  }

  private async remove(ids: readonly string[]): Promise<number> {
    let removed = 0;
    for (const id of ids) {
      const stored = await this.store.sessions.load(id);
      if (stored && (await this.store.sessions.remove(id, stored.revision))) removed += 1;
    }
    return removed;
  }
}
