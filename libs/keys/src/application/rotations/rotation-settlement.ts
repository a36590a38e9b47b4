import { Injectable } from '@nestjs/common';
import { type Leaf, type Settlement, unpublished } from '#audit';
import { Clock, PartUnavailable } from '#kernel';
import { KeyRingStore } from '../../ports/key-ring.store.js';
import { RotationStore } from '../../ports/rotation.store.js';

/**
 * Finds the outcome of an intent about a rotation. Requesting and completing are published by the rotation's document,
 * retiring and destroying by the ring's descriptor.
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
    // The keyring may still hold the versions. The step is repeated until they are gone; only then has it succeeded.
    if (action === 'key:destroy' && rotation.phase !== 'closed') throw new PartUnavailable('keyring');
    return 'succeeded';
  }
}
