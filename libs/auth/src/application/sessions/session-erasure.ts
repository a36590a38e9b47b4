import { Injectable } from '@nestjs/common';
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

  /** A write that is still on its way may move it first: no more than a few were. */
  private async remove(id: string): Promise<boolean> {
    for (;;) {
      const stored = await this.store.sessions.load(id);
      if (!stored) return false;
      if (await this.store.sessions.remove(id, stored.revision)) return true;
    }
  }
}
