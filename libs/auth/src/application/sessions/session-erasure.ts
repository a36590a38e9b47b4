import { Injectable } from '@nestjs/common';
import { removeDocument } from '#kernel';
import { SessionStore } from '../../ports/session.store.js';

const BATCH = 200;

/** Removes the sessions of a deleted account, since they hold IP addresses. The raised epoch has already ended them. */
@Injectable()
export class SessionErasure {
  constructor(private readonly store: SessionStore) {}

  /** Removes live and ended sessions. Returns how many. May be repeated. */
  async sweep(userId: string): Promise<number> {
    let removed = 0;
    for (;;) {
      const ids = await this.store.idsOf(userId, BATCH);
      for (const id of ids) if (await this.remove(id)) removed += 1;
      if (ids.length < BATCH) return removed;
    }
  }

  /** Tries without limit: only the few writes that were under way when the epoch rose can win the race. */
  private remove(id: string): Promise<boolean> {
    return removeDocument(this.store.sessions, { id, attempts: Number.POSITIVE_INFINITY });
  }
}
