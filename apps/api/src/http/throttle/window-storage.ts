import type { ThrottlerStorage } from '@nestjs/throttler';
import { LRUCache } from 'lru-cache';

/** Keys that are counted at once; past it the one that was quiet longest starts anew. About 20 MiB when full. */
const MAX_KEYS = 100_000;

interface Count {
  window: number;
  hits: number;
  before: number;
}

type Verdict = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/**
 * Counts requests in a sliding window: those of the present window, and of the one before as far as it still reaches
 * into the last `ttl` milliseconds. Constant time and two numbers a key, where the storage that comes with the
 * throttler keeps a time-stamp for each request and walks them all on each. Refused requests are not counted, so that
 * a client that goes on trying is let in as its window moves.
 */
export class WindowStorage implements ThrottlerStorage {
  private readonly counts = new LRUCache<string, Count>({ max: MAX_KEYS });

  constructor(private readonly now: () => number = () => performance.now()) {}

  async increment(key: string, ttl: number, limit: number): Promise<Verdict> {
    return this.count(key, ttl, limit);
  }

  /** As {@link increment}, at once. `ttl` in milliseconds; the times of the verdict in seconds. */
  count(key: string, ttl: number, limit: number): Verdict {
    const now = this.now();
    const window = Math.floor(now / ttl);
    const count = this.countOf(key, window);
    const passed = now / ttl - window;
    const weighed = count.hits + count.before * (1 - passed);
    const isBlocked = weighed + 1 > limit;
    if (!isBlocked) count.hits += 1;
    const timeToExpire = Math.ceil(((1 - passed) * ttl) / 1_000);
    return {
      totalHits: Math.ceil(weighed) + 1,
      timeToExpire,
      isBlocked,
      timeToBlockExpire: isBlocked ? Math.ceil(waitOf(count, limit, passed) * (ttl / 1_000)) : 0,
    };
  }

  private countOf(key: string, window: number): Count {
    const known = this.counts.get(key);
    if (!known) {
      const fresh = { window, hits: 0, before: 0 };
      this.counts.set(key, fresh);
      return fresh;
    }
    if (known.window !== window) {
      known.before = known.window === window - 1 ? known.hits : 0;
      known.hits = 0;
      known.window = window;
    }
    return known;
  }
}

/** Windows until one more request fits: in this one, as the one before fades, or in the next, as this one does. */
function waitOf({ hits, before }: Count, limit: number, passed: number): number {
  if (hits + 1 <= limit && before > 0) return Math.max(0, 1 - (limit - 1 - hits) / before - passed);
  return 1 - passed + Math.max(0, 1 - (limit - 1) / hits);
}
