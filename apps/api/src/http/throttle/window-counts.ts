import { BoundedCache, type Clock } from '#kernel';

/** The most keys in memory, about 20 MiB. When there are more, the key with the oldest last request is forgotten. */
const MAX_KEYS = 100_000;

export interface Verdict {
  readonly isBlocked: boolean;
  /** Seconds until the window has room again; 0 if it has room. */
  readonly waitSeconds: number;
}

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
 * the last `ttl` milliseconds. It needs constant time and a few numbers for each key. Refused requests are not counted.
 * So a client that keeps trying is allowed again as its window moves.
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

  /** Tells whether `tokens` more would exceed the limit. A request that costs more than the limit needs an empty window. */
  verdict(count: Count, limit: number, tokens = 1): Verdict {
    const needed = Math.min(tokens, limit);
    const passed = Math.min(1, this.clock.now() / count.ttl - count.window);
    // Nodes may count some requests at the same time and then refuse them. Such counts must not prolong the wait.
    const hits = Math.min(count.hits, limit);
    const before = Math.min(count.before, limit);
    const isBlocked = hits + before * (1 - passed) + needed > limit;
    const seconds = count.ttl / 1_000;
    const room = limit - needed;
    return { isBlocked, waitSeconds: isBlocked ? Math.ceil(waitOf(hits, before, room, passed) * seconds) : 0 };
  }
}

/** The time until the window holds `room` or less, in windows: within this window, or within the next one. */
function waitOf(hits: number, before: number, room: number, passed: number): number {
  if (hits <= room && before > 0) return Math.max(0, 1 - (room - hits) / before - passed);
  return 1 - passed + Math.max(0, 1 - room / hits);
}
