import type { ThrottlerStorage } from '@nestjs/throttler';
import { BoundedCache, type Clock } from '#kernel';

/** Keys that are counted at once; past it the one that was quiet longest starts anew. About 20 MiB when full. */
const MAX_KEYS = 100_000;

export type Verdict = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** One key's window, as far as this node knows it. */
export interface Count {
  readonly key: string;
  /** Counted in windows since 1970, so that it is the same window on every node. */
  readonly window: number;
  /** How long a window is, in milliseconds. */
  readonly ttl: number;
  /** What was let in: here, and on the other nodes as far as was heard of them. */
  hits: number;
  /** Of `hits`, what no other node can have heard of. */
  untold: number;
  /** What was let in in the window before. */
  before: number;
  /** Whether `before` is what all nodes let in, and will not change any more. */
  beforeIsFinal: boolean;
}

/**
 * Counts requests in a sliding window: those of the present window, and of the one before as far as it still reaches
 * into the last `ttl` milliseconds. Constant time and a few numbers a key, where the storage that comes with the
 * throttler keeps a time-stamp for each request and walks them all on each. Refused requests are not counted, so that
 * a client that goes on trying is let in as its window moves.
 */
export class WindowCounts {
  private readonly counts: BoundedCache<Count>;

  constructor(private readonly clock: Clock) {
    this.counts = new BoundedCache(clock, { max: MAX_KEYS });
  }

  /** The key's present count. A window that has passed keeps the count that it had: nothing of it is written over. */
  of(key: string, ttl: number): Count {
    const window = Math.floor(this.clock.now() / ttl);
    const known = this.counts.get(key);
    if (known?.window === window) return known;
    const before = known?.window === window - 1 ? known.hits : 0;
    const fresh = { key, window, ttl, hits: 0, untold: 0, before, beforeIsFinal: false };
    this.counts.set(key, fresh);
    return fresh;
  }

  /** Whether one more request than `count` has is past the limit. The times of the verdict are in seconds. */
  verdict(count: Count, limit: number): Verdict {
    const passed = Math.min(1, this.clock.now() / count.ttl - count.window);
    // What several nodes counted at once before they refused it is no reason to wait longer.
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

/** Windows until one more request fits: in this one, as the one before fades, or in the next, as this one does. */
function waitOf(hits: number, before: number, limit: number, passed: number): number {
  if (hits + 1 <= limit && before > 0) return Math.max(0, 1 - (limit - 1 - hits) / before - passed);
  return 1 - passed + Math.max(0, 1 - (limit - 1) / hits);
}
