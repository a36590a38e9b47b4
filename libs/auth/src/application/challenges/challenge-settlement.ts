import { Injectable } from '@nestjs/common';
import { type Leaf, type Settlement, unpublished } from '#audit';
import { Clock, isId, newId } from '#kernel';
import { CHALLENGE_PURPOSES, openChallenge, usedUp } from '../../domain/challenge.js';
import { ChallengeStore } from '../../ports/challenge.store.js';

/** Settles an intent about a challenge: it succeeded if its request has published the challenge. */
@Injectable()
export class ChallengeSettlement implements Settlement {
  constructor(
    private readonly store: ChallengeStore,
    private readonly clock: Clock,
  ) {}

  async settle(intent: Leaf): Promise<'succeeded' | 'failed' | 'unknown'> {
    const { resource_id: id, request_id: requestId } = intent;
    if (id === null) return 'failed';
    if (!isId(id)) await this.holdPlace(id);
    const published = await this.store.challenges.fence(id, requestId);
    return published ? 'succeeded' : unpublished(intent, this.clock.now());
  }

  /**
   * Inserts a used-up challenge if the user has none of this purpose. A fence on an absent document blocks its id for
   * good, but this id belongs to the user for the life of the account. With the used-up challenge in place, a late
   * insert finds the id taken, and the next opening replaces the challenge.
   */
  private async holdPlace(id: string): Promise<void> {
    const purpose = CHALLENGE_PURPOSES.find((name) => id.startsWith(`${name}:`));
    if (!purpose || (await this.store.challenges.load(id))) return;
    const opening = { id, purpose, userId: id.slice(purpose.length + 1), authEpoch: 0, tokenHash: null, roles: null };
    const now = this.clock.now();
    await this.store.challenges.insert(usedUp(openChallenge(opening, now), now), newId());
  }
}
