import { Injectable } from '@nestjs/common';
import { removeDocument } from '#kernel';
import { SessionStore } from '../../ports/session.store.js';

const BATCH = 200;

/** Removes the sessions of a deleted account, which hold addresses and programs. The epoch has ended them already. */
@Injectable()
export class SessionErasure {
  constructor(private readonly store: SessionStore) {}

  /** Ended ones too; resolves to how many were removed. Repeatable. */
  async sweep(userId: string): Promise<number> {
    let removed = 0;
    for (;;) {
      const ids = await this.store.idsOf(userId, BATCH);
      for (const id of ids) if (await this.remove(id)) removed += 1;
      if (ids.length < BATCH) return removed;
    }
  }

  /** Without a bound: only the few writes that were under way when the epoch rose can move the session first. */
  private remove(id: string): Promise<boolean> {
    return removeDocument(this.store.sessions, { id, attempts: Number.POSITIVE_INFINITY });
  }
}
