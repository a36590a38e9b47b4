import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, PartUnavailable, PeriodicJobs, type Sealed } from '#kernel';
import { CannotOpen, KeyMissing, ringGone } from '../../domain/key-errors.js';
import { activeVersion, type KeyRing, mayOpen } from '../../domain/key-ring.js';
import { type RingKeyRef, sealedVersion } from '../../domain/sealed-value.js';
import { KeySettings } from '../../ports/key.settings.js';
import { KeyManagement } from '../../ports/key-management.js';
import { KeyRingStore } from '../../ports/key-ring.store.js';
import { DescriptorCache } from './descriptor-cache.js';
import { type HeldKey, UnwrappedKeys } from './unwrapped-keys.js';

/** How often expired keys are removed from memory, in milliseconds. */
const SWEEP_MS = 30_000;

/**
 * Caches descriptors and unwrapped keys of rings, bounded in number and time [R86]. When the epoch of a ring's
 * descriptor changes, the keys of the ring are dropped. Callers that need the same descriptor or the same key at the
 * same time share one read or one unwrapping.
 */
@Injectable()
export class KeyRingCache {
  private readonly descriptors: DescriptorCache;
  private readonly keys: UnwrappedKeys;
  private readonly sweeps: PeriodicJobs;

  constructor(keyring: KeyManagement, store: KeyRingStore, clock: Clock, settings: KeySettings) {
    this.descriptors = new DescriptorCache(store, clock, settings, (ring) => this.keys.drop(ring));
    this.keys = new UnwrappedKeys(keyring, clock, settings, (ring) => this.descriptors.isCurrent(ring));
    this.sweeps = new PeriodicJobs(clock, { sweep: { everyMs: SWEEP_MS, run: () => this.sweep() } });
  }

  /** The key that opens `sealed`, if it is cached and the descriptor is fresh. This is the hot path: no promise. */
  heldOpeningKey(ring: string, sealed: Sealed): KeyObject | undefined {
    const descriptor = this.descriptors.cached(ring);
    return descriptor && this.keys.cachedOpening(descriptor, sealed);
  }

  /** The key that opens `sealed`. While the store does not answer, cached keys still open [R90]. */
  async openingKey(ring: string, sealed: Sealed): Promise<KeyObject> {
    const { descriptor, held } = await this.opening(ring, sealedVersion(sealed));
    return this.keys.deriveOpening(descriptor, sealed, held);
  }

  /** The key of one version of the ring. CannotOpen if there is none, or if it was destroyed. */
  async ringKey(ring: string, version: number): Promise<KeyObject> {
    return (await this.opening(ring, version)).held.key;
  }

  /** The active version's key, by a descriptor that is at most 1 s old at this moment. PartUnavailable otherwise. */
  async sealingKey(ring: string): Promise<{ readonly ref: RingKeyRef; readonly key: KeyObject }> {
    this.sweeps.start();
    // The descriptor may grow too old while the key is unwrapped: the second pass finds the key in the cache.
    for (let pass = 0; pass < 2; pass++) {
      const view = await this.descriptors.fresh(ring);
      const version = view && activeVersion(view.ring);
      if (!view || version === null) throw ringGone();
      const held = await this.keys.of(view.ring, version);
      if (!held) throw (await this.isNamed(ring, version)) ? new KeyMissing() : ringGone();
      if (this.descriptors.isFresh(view)) return { ref: { ring, version }, key: held.key };
    }
    throw new PartUnavailable('keyring');
  }

  /** Forgets a ring at once. Results of reads and unwrappings that are under way are not cached. */
  drop(ring: string): void {
    this.descriptors.drop(ring);
    this.keys.drop(ring);
  }

  /** Forgets everything and stops the sweeps. Nest calls this at the end. */
  async onModuleDestroy(): Promise<void> {
    await this.sweeps.stop();
    this.descriptors.clear();
    this.keys.clear();
  }

  private async opening(ring: string, version: number): Promise<{ descriptor: KeyRing; held: HeldKey }> {
    this.sweeps.start();
    const view = await this.descriptors.forOpening(ring, version);
    if (!view || !mayOpen(view.ring, version)) throw new CannotOpen();
    const held = await this.keys.of(view.ring, version);
    if (!held) throw (await this.isNamed(ring, version)) ? new KeyMissing() : new CannotOpen();
    return { descriptor: view.ring, held };
  }

  /** Whether a descriptor that is read now names a version that the keyring did not have: not one that was just shredded. */
  private async isNamed(ring: string, version: number): Promise<boolean> {
    this.drop(ring);
    const view = await this.descriptors.fresh(ring);
    return view !== null && mayOpen(view.ring, version);
  }

  private sweep(): void {
    this.descriptors.sweep();
    this.keys.sweep();
  }
}
