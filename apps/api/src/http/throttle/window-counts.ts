import type { ThrottlerStorage } from '@nestjs/throttler';
import { BoundedCache, type Clock } from '#kernel';

/** The most keys in memory, about 20 MiB. When there are more, the key with the oldest last request is forgotten. */
const MAX_KEYS = 100_000;

export type Verdict = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** The requests of one key in one window, as far as this node knows them. */
export interface Count {
  readonly key: string;
  /** The number of windows since 1970, so that all nodes use the same windows. */
  readonly window: number;
  /** Length of a window, in milliseconds. */
  readonly ttl: number;
  /** Allowed requests: those of this node, and those of other nodes that this node knows of. */
  hits: number;
  /** The part of `hits` that was not sent to the store yet. */
  unsent: number;
  /** Allowed requests of the previous window. */
  before: number;
  /** True if `before` is the final sum of all nodes. */
  beforeIsFinal: boolean;
}

/**
 * Counts requests in a sliding window: all of the present window, and the part of the previous window that lies within
 * the last `ttl` milliseconds. It needs constant time and a few numbers for each key. The library's own storage keeps
 * a timestamp of each request and walks all of them on each request. Refused requests are not counted. So a client that
 * keeps trying is allowed again as its window moves.
 */
export class WindowCounts {
  private readonly counts: BoundedCache<Count>;

  constructor(private readonly clock: Clock) {
    this.counts = new BoundedCache(clock, { max: MAX_KEYS });
  }

  /** The key's count in the present window. For a new window it makes a new object and leaves the old one as it is. */
  of(key: string, ttl: number): Count {
    const window = Math.floor(this.clock.now() / ttl);
    const known = this.counts.get(key);
    if (known?.window === window) return known;
    const before = known?.window === window - 1 ? known.hits : 0;
    const fresh = { key, window, ttl, hits: 0, unsent: 0, before, beforeIsFinal: false };
    this.counts.set(key, fresh);
    return fresh;
  }

  /** Tells whether one more request would exceed the limit. The times in the verdict are in seconds. */
  verdict(count: Count, limit: number): Verdict {
    const passed = Math.min(1, this.clock.now() / count.ttl - count.window);
    // Nodes may count some requests at the same time and then refuse them. Such counts must not prolong the wait.
    const hits = Math.min(count.hits, limit);
    const before = Math.min(count.before, limit);
    const weighed = hits + before * (1 - passed);
    const isBlocked = weighed + 1 > limit;
    const seconds = count.ttl / 1_000;
    return {
      totalHits: Math.ceil(weighed) + 1,
      timeToExpire: Math.ceil((1 - passed) * seconds),
      isBlocked,
      timeToBlockExpire: isBlocked ? Math.ceil(waitOf(hits, before, limit, passed) * seconds) : 0,
    };
  }
}

/** The time until one more request fits, in windows: within this window, or within the next one. */
function waitOf(hits: number, before: number, limit: number, passed: number): number {
  if (hits + 1 <= limit && before > 0) return Math.max(0, 1 - (limit - 1 - hits) / before - passed);
  return 1 - passed + Math.max(0, 1 - (limit - 1) / hits);
}
