import { createHmac } from 'node:crypto';
import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Clock, RateCounters, Roots } from '#kernel';
import { type Count, type Verdict, WindowCounts } from './window-counts.js';

export const NETWORK_LIMIT = 'network';
export const PRINCIPAL_LIMIT = 'principal';

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

/**
 * The throttler's storage: counts in the memory of each node, and in the store for all nodes [R82].
 *
 * A network's request is counted in the store before it is answered, so all nodes together allow no more than one node
 * would. If this node alone already knows that the limit is reached, it refuses without asking the store: so a flood
 * costs the store nothing. Rejects if the store cannot count.
 *
 * A principal's request is answered from memory. {@link exchange} adds it to the store and reads the other nodes' sums.
 */
export class SharedLimits implements ThrottlerStorage {
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

  /** `ttl` in milliseconds. A refusal lasts until the window allows a request again, and no longer. */
  async increment(key: string, ttl: number, limit: number, _blockFor: number, limitName: string): Promise<Verdict> {
    const count = this.counts.of(key, ttl);
    const verdict = this.counts.verdict(count, limit);
    if (verdict.isBlocked) return verdict;
    count.hits += 1;
    if (limitName === NETWORK_LIMIT) return this.countInStore(count, limit);
    this.countLater(count);
    return verdict;
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

  private async countInStore(count: Count, limit: number): Promise<Verdict> {
    try {
      const sum = await this.addToStore(count, 1);
      return this.counts.verdict({ ...count, hits: sum - 1 }, limit);
    } catch (failure) {
      count.hits -= 1;
      throw failure;
    }
  }

  private countLater(count: Count): void {
    count.unsent += 1;
    if (this.waiting.size < MAX_WAITING) this.waiting.add(count);
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
