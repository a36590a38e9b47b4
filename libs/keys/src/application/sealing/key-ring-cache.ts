import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { BoundedCache, Clock, PartUnavailable, PeriodicJobs, type Sealed } from '#kernel';
import { CannotOpen, ringGone } from '../../domain/key-errors.js';
import { activeVersion, isListed, type KeyRing, mayOpen } from '../../domain/key-ring.js';
import { derivedKeyName, openingKey, type RingKeyRef, sealedVersion } from '../../domain/sealed-value.js';
import { KeySettings } from '../../ports/key.settings.js';
import { KeyManagement } from '../../ports/key-management.js';
import { KeyRingStore } from '../../ports/key-ring.store.js';

/** A descriptor is fresh for so long, in milliseconds since its read began. Only a fresh one is used to seal. */
const FRESH_MS = 1_000;
/** A descriptor of this age, in milliseconds, is read again in the background when it is used. */
const REFRESH_AHEAD_MS = 500;
/** How often expired keys are removed from memory, in milliseconds. */
const SWEEP_MS = 30_000;

interface RingView {
  readonly ring: KeyRing;
  /** When its read began. */
  readonly readAt: number;
}

/** The read of a descriptor that is under way. Reads that began later have a higher `turn`. */
interface Reading {
  readonly turn: number;
  readonly view: Promise<RingView | null>;
}

/** An unwrapped key, and when the key and all keys derived from it leave the cache. */
interface HeldKey {
  readonly key: KeyObject;
  readonly expiresAt: number;
}

/**
 * Caches descriptors and unwrapped keys of rings, bounded in number and time [R86]. When the epoch of a ring's
 * descriptor changes, the keys of the ring are dropped. Callers that need the same descriptor or the same key at the
 * same time share one read or one unwrapping.
 */
@Injectable()
export class KeyRingCache {
  private readonly views: BoundedCache<RingView>;
  private readonly keys: BoundedCache<HeldKey>;
  private readonly derived: BoundedCache<KeyObject>;
  private readonly reading = new Map<string, Reading>();
  private readonly loading = new Map<string, Promise<HeldKey | null>>();
  private readonly sweeps: PeriodicJobs;
  private turn = 0;

  constructor(
    private readonly keyring: KeyManagement,
    private readonly store: KeyRingStore,
    private readonly clock: Clock,
    private readonly settings: KeySettings,
  ) {
    const { cachedRingKeys, cachedDerivedKeys, cachedKeyMs: maxAgeMs } = settings;
    this.views = new BoundedCache(clock, { max: cachedRingKeys, maxAgeMs });
    this.keys = new BoundedCache(clock, { max: cachedRingKeys, maxAgeMs });
    this.derived = new BoundedCache(clock, { max: cachedDerivedKeys, maxAgeMs });
    this.sweeps = new PeriodicJobs(clock, { sweep: { everyMs: SWEEP_MS, run: () => this.sweep() } });
  }

  /** The key that opens `sealed`, if it is cached and the descriptor is fresh. This is the hot path: no promise. */
  heldOpeningKey(ring: string, sealed: Sealed): KeyObject | undefined {
    const view = this.views.get(ring);
    if (!view) return undefined;
    const age = this.clock.now() - view.readAt;
    if (age > FRESH_MS) return undefined;
    if (age > REFRESH_AHEAD_MS) this.refreshAhead(ring);
    return this.derived.get(derivedName(view.ring, sealed));
  }

  /** The key that opens `sealed`. While the store does not answer, cached keys still open [R90]. */
  async openingKey(ring: string, sealed: Sealed): Promise<KeyObject> {
    const version = sealedVersion(sealed);
    const view = await this.viewListing(ring, version);
    if (!view || !mayOpen(view.ring, version)) throw new CannotOpen();
    const held = await this.unwrapped(view.ring, version);
    if (!held) throw new CannotOpen();
    const key = openingKey(held.key, sealed);
    if (this.isCurrent(view.ring)) this.derived.set(derivedName(view.ring, sealed), key, held.expiresAt);
    return key;
  }

  /** The active version's key, by a descriptor that is at most 1 s old at this moment. PartUnavailable otherwise. */
  async sealingKey(ring: string): Promise<{ readonly ref: RingKeyRef; readonly key: KeyObject }> {
    // The descriptor may grow too old while the key is unwrapped: the second pass finds the key in the cache.
    for (let pass = 0; pass < 2; pass++) {
      const view = await this.freshView(ring);
      const version = view && activeVersion(view.ring);
      if (!view || version === null) throw ringGone();
      const held = await this.unwrapped(view.ring, version);
      if (!held) throw ringGone();
      if (this.isFresh(view)) return { ref: { ring, version }, key: held.key };
    }
    throw new PartUnavailable('keyring');
  }

  /** Forgets a ring at once. Results of reads and unwrappings that are under way are not cached. */
  drop(ring: string): void {
    this.views.delete(ring);
    this.reading.delete(ring);
    this.dropKeys(ring);
  }

  /** Forgets everything and stops the sweeps. Nest calls this at the end. */
  async onModuleDestroy(): Promise<void> {
    await this.sweeps.stop();
    for (const cache of [this.views, this.keys, this.derived]) cache.clear();
  }

  private isFresh(view: RingView | null | undefined): view is RingView {
    return !!view && this.clock.now() - view.readAt <= FRESH_MS;
  }

  /** Whether the cached descriptor of the ring still has this epoch. */
  private isCurrent(ring: KeyRing): boolean {
    return this.views.get(ring.id)?.ring.epoch === ring.epoch;
  }

  private async freshView(ring: string): Promise<RingView | null> {
    const known = this.views.get(ring);
    if (this.isFresh(known)) return known;
    // The first read may have begun long before this call joined it, and may be too old already.
    for (let attempt = 0; attempt < 2; attempt++) {
      const view = await this.read(ring);
      if (!view || this.isFresh(view)) return view;
    }
    throw new PartUnavailable('store');
  }

  private async viewForOpening(ring: string): Promise<RingView | null> {
    try {
      return await this.freshView(ring);
    } catch (error) {
      const known = this.views.get(ring);
      if (error instanceof PartUnavailable && known) return known;
      throw error;
    }
  }

  /**
   * The ring's descriptor, read again if it does not list `version`. The version may have been made after the cached
   * descriptor was read, here or on another node. Only a read that began after this call proves that it does not exist
   * [R62].
   */
  private async viewListing(ring: string, version: number): Promise<RingView | null> {
    const asked = ++this.turn;
    const view = await this.viewForOpening(ring);
    if (!view || isListed(view.ring, version)) return view;
    if ((this.reading.get(ring)?.turn ?? 0) < asked) this.reading.delete(ring);
    return this.read(ring);
  }

  private refreshAhead(ring: string): void {
    // An error is ignored here: the next caller that needs a fresh descriptor reads it again and gets the error.
    if (!this.reading.has(ring)) this.read(ring).catch(() => {});
  }

  private read(ring: string): Promise<RingView | null> {
    const underWay = this.reading.get(ring);
    if (underWay !== undefined) return underWay.view;
    const readAt = this.clock.now();
    const view: Promise<RingView | null> = this.store.rings.load(ring).then(
      (stored) => {
        if (this.ended(ring, view)) this.keep(ring, stored?.value ?? null, readAt);
        return stored && { ring: stored.value, readAt };
      },
      (error: unknown) => {
        this.ended(ring, view);
        throw error;
      },
    );
    this.reading.set(ring, { turn: ++this.turn, view });
    return view;
  }

  /** True if this read is still current; the results of abandoned reads are not cached. */
  private ended(ring: string, view: Promise<RingView | null>): boolean {
    return this.reading.get(ring)?.view === view && this.reading.delete(ring);
  }

  private keep(ring: string, found: KeyRing | null, readAt: number): void {
    const known = this.views.get(ring);
    if (known && known.ring.epoch !== found?.epoch) this.dropKeys(ring);
    if (found) this.views.set(ring, { ring: found, readAt }, readAt + this.settings.cachedKeyMs);
    else this.views.delete(ring);
    this.sweeps.start();
  }

  private async unwrapped(ring: KeyRing, version: number): Promise<HeldKey | null> {
    const name = `${ring.id} ${ring.epoch} ${version}`;
    const held = this.keys.get(name);
    if (held) return held;
    const underWay = this.loading.get(name);
    if (underWay !== undefined) return underWay;
    const loading = this.unwrap(ring, version, name).finally(() => {
      if (this.loading.get(name) === loading) this.loading.delete(name);
    });
    this.loading.set(name, loading);
    return loading;
  }

  private async unwrap(ring: KeyRing, version: number, name: string): Promise<HeldKey | null> {
    const expiresAt = this.clock.now() + this.settings.cachedKeyMs;
    const key = await this.keyring.openKey(ring.id, version);
    if (!key) return null;
    const held = { key, expiresAt };
    if (this.isCurrent(ring)) this.keys.set(name, held, expiresAt);
    return held;
  }

  private dropKeys(ring: string): void {
    const ofRing = (name: string): boolean => name.startsWith(`${ring} `);
    this.keys.deleteWhere(ofRing);
    this.derived.deleteWhere(ofRing);
    for (const name of this.loading.keys()) if (ofRing(name)) this.loading.delete(name);
  }

  private sweep(): void {
    for (const cache of [this.views, this.keys, this.derived]) cache.sweep();
  }
}

/** The epoch is part of the name: a key that was cached under an older epoch is never found. */
function derivedName(ring: KeyRing, sealed: Sealed): string {
  return `${ring.id} ${ring.epoch} ${derivedKeyName(sealed)}`;
}
