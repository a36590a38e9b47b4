import { LRUCache } from 'lru-cache';
import { ownCopy } from '../text/own-copy.js';
import type { Clock } from '../time/clock.js';

export interface CacheBounds<V> {
  /** Values that are kept at most, or the most that they have together by `sizeOf`. Past that, the least recently used goes. */
  readonly max: number;
  /** What a value counts of `max`, at least 1. Without it, each counts 1. A value above `max` is not kept. */
  sizeOf?(value: V): number;
  /**
   * How long a value may be returned after it was set, in milliseconds, at least 2. Without it, only `max` bounds the
   * cache.
   */
  readonly maxAgeMs?: number;
  /** Called with each value that leaves the cache, whatever the reason: to zero-fill a key, for example. */
  dispose?(value: V, key: string): void;
}

/**
 * A cache that is bounded in number and in age. A value that is past its age is never returned. It leaves memory when
 * it is asked for, or with the next {@link sweep}. A key is kept as a copy: it may be cut from a long text.
 *
 * @example
 * const keys = new BoundedCache<KeyObject>(clock, { max: 1_000, maxAgeMs: 300_000 });
 * keys.set('user:7 1', key);
 * keys.set('user:8 1', key, clock.now() + 1_000); // until its own time
 */
export class BoundedCache<V extends {}> {
  private readonly entries: LRUCache<string, V>;

  constructor(
    private readonly clock: Clock,
    { max, sizeOf, maxAgeMs, dispose }: CacheBounds<V>,
  ) {
    // For the library, 0 is no bound: a shorter age would last for ever.
    if (maxAgeMs !== undefined && maxAgeMs < 2) throw new RangeError('maxAgeMs must be at least 2');
    this.entries = new LRUCache<string, V>({
      // With `max`, the library reserves room for so many entries at once: megabytes that a small server never fills.
      maxSize: max,
      sizeCalculation: (value) => sizeOf?.(value) ?? 1,
      // An entry is stale when its age exceeds the ttl: one millisecond less, so that it ends at its time.
      ttl: maxAgeMs === undefined ? 0 : maxAgeMs - 1,
      perf: clock,
      // Otherwise the library keeps the time for 1 ms with a timer of the system.
      ttlResolution: 0,
      dispose: dispose && ((value, key) => dispose(value, key)),
    });
  }

  /** Values in memory, including those past their age that were not swept yet. */
  get size(): number {
    return this.entries.size;
  }

  get(key: string): V | undefined {
    return this.entries.get(key);
  }

  /** `expiresAt`: until when the value may be returned, in milliseconds of the clock, instead of its age. */
  set(key: string, value: V, expiresAt?: number): void {
    if (expiresAt === undefined) {
      this.entries.set(ownCopy(key), value);
      return;
    }
    const ttl = expiresAt - this.clock.now() - 1;
    // For the library, 0 is no bound.
    if (ttl > 0) this.entries.set(ownCopy(key), value, { ttl });
    else this.entries.delete(key);
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  /** Removes every value for which `matches` is true, and those past their age. Walks all of them: for rare events. */
  deleteWhere(matches: (key: string, value: V) => boolean): void {
    // The walk skips what is past its age: a key that is dropped would stay in memory until the next sweep.
    this.entries.purgeStale();
    for (const [key, value] of [...this.entries.entries()]) if (matches(key, value)) this.entries.delete(key);
  }

  /** Removes what is past its age, so that nothing stays in memory because nobody asks for it. */
  sweep(): void {
    this.entries.purgeStale();
  }

  clear(): void {
    this.entries.clear();
  }
}
