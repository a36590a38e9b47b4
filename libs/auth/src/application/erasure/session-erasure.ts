import { Injectable } from '@nestjs/common';
import { removeListed } from '#kernel';
import { SessionStore } from '../../ports/session.store.js';

/** Removes the sessions of a deleted account, since they hold IP addresses. The raised epoch has already ended them. */
@Injectable()
export class SessionErasure {
  constructor(private readonly store: SessionStore) {}

  /** Removes live and ended sessions. Returns how many. May be repeated. */
  sweep(userId: string): Promise<number> {
    return removeListed(this.store.sessions, (limit) => this.store.idsOf(userId, limit));
  }
}
