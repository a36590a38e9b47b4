import { Injectable } from '@nestjs/common';
import { type Leaf, type Settlement, unpublished } from '#audit';
import { Clock, isId, newId } from '#kernel';
import { CHALLENGE_PURPOSES, openChallenge, usedUp } from '../../domain/challenge.js';
import { ChallengeStore } from '../../ports/challenge.store.js';

/** Tells what became of an intent about a challenge: each is one publication of it. */
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
   * A fence takes an id that no document has for good, and this one is the user's for as long as they live. So a
   * challenge that is used up already takes it: a late insert finds it taken, the next opening replaces it.
   */
  private async holdPlace(id: string): Promise<void> {
    const purpose = CHALLENGE_PURPOSES.find((name) => id.startsWith(`${name}:`));
    if (!purpose || (await this.store.challenges.load(id))) return;
    const opening = { id, purpose, userId: id.slice(purpose.length + 1), authEpoch: 0, tokenHash: null, roles: null };
    const now = this.clock.now();
    await this.store.challenges.insert(usedUp(openChallenge(opening, now), now), newId());
  }
}
