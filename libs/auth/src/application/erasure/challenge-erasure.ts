import { Injectable } from '@nestjs/common';
import { removeListed } from '#kernel';
import { ChallengeStore } from '../../ports/challenge.store.js';

/**
 * Removes the challenges of a deleted account, since they hold its address. The raised epoch has already ended them. One
 * that a request opens at this moment is removed when it has expired.
 */
@Injectable()
export class ChallengeErasure {
  constructor(private readonly store: ChallengeStore) {}

  /** Removes used and expired challenges too. Returns how many. May be repeated. */
  sweep(userId: string): Promise<number> {
    return removeListed(this.store.challenges, (limit) => this.store.idsOf(userId, limit));
  }
}
