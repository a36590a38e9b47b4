import { createHmac } from 'node:crypto';
import type { Clock, RateCounters, Roots } from '#kernel';
import type { Bucket } from './buckets.js';
import { type Count, type Verdict, WindowCounts } from './window-counts.js';

/** The most counts in one exchange. The others wait for the next one. */
const COUNTS_AN_EXCHANGE = 500;
/** Counts that are sent to the store at the same time. */
const AT_ONCE = 8;
/**
 * Milliseconds after its end in which a window may still grow: the clocks of the nodes differ by at most one second,
 * and a write to the store takes at most two.
 */
const LATE_MS = 3_000;
/** How many counts may wait for an exchange. Further ones are counted on this node alone. */
const MAX_WAITING = 10_000;

/** A bucket that has no room for a request. */
export interface Refusal {
  readonly bucket: Bucket;
  readonly retryAfterSeconds: number;
}

/**
 * Counts in the memory of each node, and in the store for all nodes [R82].
 *
 * {@link takeInStore} counts in the store before the request is answered, so all nodes together allow no more than one
 * node would. If this node alone already knows that a limit is reached, it refuses without asking the store: so a flood
 * costs the store nothing.
 *
 * {@link take} answers from memory. {@link exchange} adds to the store and reads the other nodes' sums.
 */
export class SharedLimits {
  private readonly counts: WindowCounts;
  private readonly waiting = new Set<Count>();
  private exchanging: Promise<void> | null = null;

  constructor(
    private readonly counters: RateCounters,
    private readonly roots: Roots,
    private readonly clock: Clock,
  ) {
    this.counts = new WindowCounts(clock);
  }

  /** The first bucket without room for `tokens`, the last of the list first; null if all have room. Counts nothing. */
  refusal(buckets: readonly Bucket[], tokens = 1): Refusal | null {
    for (const bucket of buckets.toReversed()) {
      const verdict = this.counts.verdict(this.countOf(bucket), bucket.limit, tokens);
      if (verdict.isBlocked) return refusalOf(bucket, verdict);
    }
    return null;
  }

  /** Counts `tokens` in every bucket, in memory. If one has no room, it is returned, and nothing is counted. */
  take(buckets: readonly Bucket[], tokens = 1): Refusal | null {
    const refused = this.refusal(buckets, tokens);
    if (!refused) for (const bucket of buckets) this.charge(bucket, tokens);
    return refused;
  }

  /**
   * As {@link take} for one request, and counts the first bucket in the store before it resolves. Rejects if the store
   * cannot count; then nothing is counted.
   */
  async takeInStore(buckets: readonly [Bucket, ...Bucket[]]): Promise<Refusal | null> {
    const refused = this.refusal(buckets);
    if (refused) return refused;
    const [exact, ...others] = buckets;
    const count = this.countOf(exact);
    count.hits += 1;
    try {
      const sum = await this.addToStore(count, 1);
      const verdict = this.counts.verdict({ ...count, hits: sum - 1 }, exact.limit);
      if (verdict.isBlocked) return refusalOf(exact, verdict);
    } catch (failure) {
      count.hits -= 1;
      throw failure;
    }
    return this.take(others);
  }

  /** Counts work that was done, whether the bucket has room for it or not. */
  charge(bucket: Bucket, tokens: number): void {
    const count = this.countOf(bucket);
    count.hits += tokens;
    count.unsent += tokens;
    if (this.waiting.size < MAX_WAITING) this.waiting.add(count);
  }

  /**
   * Adds the counts since the last exchange to the store and reads the sums. Only one exchange runs at a time. Never
   * rejects. A count whose write failed stays on this node alone: the write may have happened, so it is not repeated.
   */
  exchange(): Promise<void> {
    this.exchanging ??= this.sendWaiting().finally(() => {
      this.exchanging = null;
    });
    return this.exchanging;
  }

  /** Removes sums that no window needs any more. */
  async sweep(): Promise<void> {
    await this.counters.removeExpired(this.clock.now());
  }

  private countOf({ name, of, windowMs }: Bucket): Count {
    return this.counts.of(`${name}:${of}`, windowMs);
  }

  private async sendWaiting(): Promise<void> {
    const due = [...this.waiting].slice(0, COUNTS_AN_EXCHANGE).values();
    const sendNext = async () => {
      for (const count of due) {
        this.waiting.delete(count);
        const hits = count.unsent;
        count.unsent = 0;
        await this.addToStore(count, hits);
      }
    };
    await Promise.allSettled(Array.from({ length: AT_ONCE }, sendNext));
  }

  /** Adds to the sum over all nodes, and updates the count by the result. */
  private async addToStore(count: Count, hits: number): Promise<number> {
    const { window, ttl } = count;
    const isFinal = this.clock.now() - window * ttl > LATE_MS;
    const key = this.opaque(count.key);
    const [sum, before] = await Promise.all([
      this.counters.add(key, window, hits, (window + 2) * ttl),
      count.beforeIsFinal ? count.before : this.counters.sumOf(key, window - 1),
    ]);
    count.hits = Math.max(count.hits, sum + count.unsent);
    count.before = Math.max(count.before, before);
    count.beforeIsFinal ||= isFinal;
    return sum;
  }

  /** A keyed hash: a reader of the store cannot see the networks, nor find them by trying all of them. */
  private opaque(key: string): string {
    return createHmac('sha256', this.roots.derive('rate-limit')).update(key).digest('base64url');
  }
}

function refusalOf(bucket: Bucket, { waitSeconds }: Verdict): Refusal {
  return { bucket, retryAfterSeconds: waitSeconds };
}
