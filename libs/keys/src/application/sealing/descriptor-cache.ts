import { BoundedCache, type Clock, PartUnavailable } from '#kernel';
import { isListed, type KeyRing } from '../../domain/key-ring.js';
import type { KeySettings } from '../../ports/key.settings.js';
import type { KeyRingStore } from '../../ports/key-ring.store.js';

/** A descriptor is fresh for so long, in milliseconds since its read began. Only a fresh one is used to seal. */
const FRESH_MS = 1_000;
/** A descriptor of this age, in milliseconds, is read again in the background when it is used. */
const REFRESH_AHEAD_MS = 500;

/** A descriptor as it was read. */
export interface RingView {
  readonly ring: KeyRing;
  /** When its read began. */
  readonly readAt: number;
}

/** The read of a descriptor that is under way. Reads that began later have a higher `turn`. */
interface Reading {
  readonly turn: number;
  readonly view: Promise<RingView | null>;
}

/** Caches the descriptors of rings. Callers that need the same descriptor at the same time share one read. */
export class DescriptorCache {
  private readonly views: BoundedCache<RingView>;
  private readonly reading = new Map<string, Reading>();
  private turn = 0;

  /** `epochMoved` is called with the id of each ring whose epoch is not the cached one any more. */
  constructor(
    private readonly store: KeyRingStore,
    private readonly clock: Clock,
    private readonly settings: KeySettings,
    private readonly epochMoved: (ring: string) => void,
  ) {
    this.views = new BoundedCache(clock, { max: settings.cachedRingKeys, maxAgeMs: settings.cachedKeyMs });
  }

  isFresh(view: RingView): boolean {
    return this.clock.now() - view.readAt <= FRESH_MS;
  }

  /** Whether the cached descriptor of the ring still has this epoch. */
  isCurrent(ring: KeyRing): boolean {
    return this.views.get(ring.id)?.ring.epoch === ring.epoch;
  }

  /** The cached descriptor if it is fresh, without a promise. One that is not so fresh is read again meanwhile. */
  cached(ring: string): KeyRing | undefined {
    const view = this.views.get(ring);
    if (!view || !this.isFresh(view)) return undefined;
    if (this.clock.now() - view.readAt > REFRESH_AHEAD_MS) this.refreshAhead(ring);
    return view.ring;
  }

  /** A fresh descriptor; null: there is none. PartUnavailable if it cannot be read in time. */
  async fresh(ring: string): Promise<RingView | null> {
    const known = this.views.get(ring);
    if (known && this.isFresh(known)) return known;
    // The first read may have begun long before this call joined it, and may be too old already.
    for (let attempt = 0; attempt < 2; attempt++) {
      const view = await this.read(ring);
      if (!view || this.isFresh(view)) return view;
    }
    throw new PartUnavailable('store');
  }

  /**
   * The descriptor for opening a value under `version`. While the store does not answer, this is the cached one, even if
   * it is not fresh.
   *
   * The descriptor is read again if it does not list `version`. The version may have been made after the cached
   * descriptor was read, here or on another node. Only a read that began after this call proves that it does not exist
   * [R62].
   */
  async forOpening(ring: string, version: number): Promise<RingView | null> {
    const asked = ++this.turn;
    const view = await this.freshOrCached(ring);
    if (!view || isListed(view.ring, version)) return view;
    if ((this.reading.get(ring)?.turn ?? 0) < asked) this.reading.delete(ring);
    return this.read(ring);
  }

  /** Forgets a ring at once. The result of a read that is under way is not cached. */
  drop(ring: string): void {
    this.views.delete(ring);
    this.reading.delete(ring);
  }

  /** Removes expired descriptors from memory. */
  sweep(): void {
    this.views.sweep();
  }

  clear(): void {
    this.views.clear();
  }

  private async freshOrCached(ring: string): Promise<RingView | null> {
    try {
      return await this.fresh(ring);
    } catch (error) {
      const known = this.views.get(ring);
      if (error instanceof PartUnavailable && known) return known;
      throw error;
    }
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
    if (known && known.ring.epoch !== found?.epoch) this.epochMoved(ring);
    if (found) this.views.set(ring, { ring: found, readAt }, readAt + this.settings.cachedKeyMs);
    else this.views.delete(ring);
  }
}
