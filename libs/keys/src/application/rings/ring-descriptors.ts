import { Injectable } from '@nestjs/common';
import { Clock, changeDocument, changedMeanwhile, PublishingWindow } from '#kernel';
import { ringGone } from '../../domain/key-errors.js';
import { activeVersion, type KeyRing } from '../../domain/key-ring.js';
import { KeyRingStore } from '../../ports/key-ring.store.js';
import { KeyRingCache } from '../sealing/key-ring-cache.js';

/** Times that a lost race for a descriptor is run again. */
const ATTEMPTS = 5;

/** Reads and changes the descriptors of rings that were not shredded. */
@Injectable()
export class RingDescriptors {
  constructor(
    private readonly store: KeyRingStore,
    private readonly cache: KeyRingCache,
    private readonly clock: Clock,
  ) {}

  /** The descriptor; null: the ring was never made, or it was shredded. */
  async load(ring: string): Promise<KeyRing | null> {
    const value = (await this.store.rings.load(ring))?.value ?? null;
    return value && activeVersion(value) === null ? null : value;
  }

  /**
   * Publishes the descriptor that `change` returns. If it returns the same object, nothing is written. This process drops
   * what it has cached of the ring at once. `not_found` for a ring that is gone.
   */
  async change(ring: string, requestId: string, change: (ring: KeyRing) => KeyRing): Promise<KeyRing> {
    const changed = await changeDocument(this.store.rings, {
      id: ring,
      requestId,
      window: new PublishingWindow(this.clock),
      attempts: ATTEMPTS,
      change: (present) => (activeVersion(present) === null ? gone() : change(present)),
      absent: gone,
      written: () => this.cache.drop(ring),
      lost: () => {
        throw changedMeanwhile('key ring');
      },
    });
    return changed.stored.value;
  }
}

function gone(): never {
  throw ringGone();
}
