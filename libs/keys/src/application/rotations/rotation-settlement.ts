import { Injectable } from '@nestjs/common';
import { type Leaf, type Settlement, unpublished } from '#audit';
import { Clock, PartUnavailable } from '#kernel';
import { KeyRingStore } from '../../ports/key-ring.store.js';
import { RotationStore } from '../../ports/rotation.store.js';

/**
 * What became of an intent about a rotation. That it was asked for and that it was completed are publications of the
 * rotation; that versions were retired or destroyed are publications of the ring's descriptor.
 */
@Injectable()
export class RotationSettlement implements Settlement {
  constructor(
    private readonly store: RotationStore,
    private readonly rings: KeyRingStore,
    private readonly clock: Clock,
  ) {}

  async settle(intent: Leaf): Promise<'succeeded' | 'failed' | 'unknown'> {
    const { resource_id: id, request_id: requestId, action } = intent;
    if (id === null) return 'unknown';
    if (await this.store.rotations.fence(id, requestId)) return 'succeeded';
    const rotation = (await this.store.rotations.load(id))?.value;
    const decidesRing = action === 'key:retire' || action === 'key:destroy';
    if (!rotation || !decidesRing || !(await this.rings.rings.fence(rotation.ring, requestId))) {
      return unpublished(intent, this.clock.now());
    }
    // The keyring may still hold them: whoever works on the rotation repeats the step, and then it is true.
    if (action === 'key:destroy' && rotation.phase !== 'closed') throw new PartUnavailable('keyring');
    return 'succeeded';
  }
}
