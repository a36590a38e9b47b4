import { Injectable } from '@nestjs/common';
import { CofferError, PublishingWindow } from '#kernel';
import { ringGone } from '../../domain/key-errors.js';
import { activeVersion, type KeyRing } from '../../domain/key-ring.js';
import { KeyRingStore } from '../../ports/key-ring.store.js';
import { KeyRingCache } from '../sealing/key-ring-cache.js';

/** Times that a lost race for a descriptor is run again. */
const ATTEMPTS = 5;

/** Descriptors of rings that live, changed by compare-and-set. */
@Injectable()
export class RingDescriptors {
  constructor(
    private readonly store: KeyRingStore,
    private readonly cache: KeyRingCache,
  ) {}

  /** Null: never made, or shredded. */
  async load(ring: string): Promise<KeyRing | null> {
    const value = (await this.store.rings.load(ring))?.value ?? null;
    return value && activeVersion(value) === null ? null : value;
  }

  /**
   * Publishes what `change` makes of the descriptor, unless it gives it back as it is. This process forgets at once
   * what it had cached of the ring. `not_found` for a ring that is gone.
   */
  async change(ring: string, requestId: string, change: (ring: KeyRing) => KeyRing): Promise<KeyRing> {
    const window = new PublishingWindow();
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const known = await this.store.rings.load(ring);
      if (!known || activeVersion(known.value) === null) throw ringGone();
      const value = change(known.value);
      if (value === known.value) return value;
      window.requireOpen();
      const outcome = await this.store.rings.replace(value, known.revision, requestId);
      this.cache.drop(ring);
      if (outcome === 'published') return value;
    }
    throw new CofferError('conflict', 'The key ring was being changed at the same time. Try again.');
  }
}
