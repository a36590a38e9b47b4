import { createHmac } from 'node:crypto';
import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Clock, RateCounters, Roots } from '#kernel';
import { type Count, type Verdict, WindowCounts } from './window-counts.js';

export const NETWORK_LIMIT = 'network';
export const PRINCIPAL_LIMIT = 'principal';

/** Counts that one exchange is about, at most; the others wait for the next. */
const COUNTS_AN_EXCHANGE = 500;
/** Of these, on their way to the store at once. */
const AT_ONCE = 8;
/**
 * How long after its end a window may still be added to, in milliseconds: the clocks of the nodes agree within a second,
 * and an add is answered within two.
 */
const LATE_MS = 3_000;
/** Counts that may wait for an exchange; what is past it counts on this node alone. */
const MAX_WAITING = 10_000;

/**
 * Where the throttler counts: in the memory of each node, and in the store for all of them [R82].
 *
 * A network's request is counted in the store before it is answered, so that nodes together let no more in than one;
 * what this node knows to be refused never gets there, so a flood costs the store nothing. Fails when it cannot count.
 *
 * A principal's request is answered from memory. {@link exchange} tells the store of it and learns of the others.
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

  /** `ttl` in milliseconds. Nobody is blocked for longer than the window says. */
  async increment(key: string, ttl: number, limit: number, _blockFor: number, limitName: string): Promise<Verdict> {
    const count = this.counts.of(key, ttl);
    const verdict = this.counts.verdict(count, limit);
    if (verdict.isBlocked) return verdict;
    count.hits += 1;
    if (limitName === NETWORK_LIMIT) return this.countTogether(count, limit);
    this.countSoon(count);
    return verdict;
  }

  /**
   * Tells the store what was counted here since the last time, and learns the sums; one at a time. Never fails: what
   * could not be told counts on this node alone, since it may have been added all the same.
   */
  exchange(): Promise<void> {
    this.exchanging ??= this.tellWaiting().finally(() => {
      this.exchanging = null;
    });
    return this.exchanging;
  }

  /** Removes what no window reaches back to any more. */
  async sweep(): Promise<void> {
    await this.counters.removeExpired(this.clock.now());
  }

  private async countTogether(count: Count, limit: number): Promise<Verdict> {
    try {
      const sum = await this.tell(count, 1);
      return this.counts.verdict({ ...count, hits: sum - 1 }, limit);
    } catch (failure) {
      count.hits -= 1;
      throw failure;
    }
  }

  private countSoon(count: Count): void {
    count.untold += 1;
    if (this.waiting.size < MAX_WAITING) this.waiting.add(count);
  }

  private async tellWaiting(): Promise<void> {
    const due = [...this.waiting].slice(0, COUNTS_AN_EXCHANGE).values();
    const tellNext = async () => {
      for (const count of due) {
        this.waiting.delete(count);
        const hits = count.untold;
        count.untold = 0;
        await this.tell(count, hits);
      }
    };
    await Promise.allSettled(Array.from({ length: AT_ONCE }, tellNext));
  }

  /** Adds to the sum over all nodes and takes over what is learnt by that. */
  private async tell(count: Count, hits: number): Promise<number> {
    const { window, ttl } = count;
    const isFinal = this.clock.now() - window * ttl > LATE_MS;
    const key = this.opaque(count.key);
    const [sum, before] = await Promise.all([
      this.counters.add(key, window, hits, (window + 2) * ttl),
      count.beforeIsFinal ? count.before : this.counters.sumOf(key, window - 1),
    ]);
    count.hits = Math.max(count.hits, sum + count.untold);
    count.before = Math.max(count.before, before);
    count.beforeIsFinal ||= isFinal;
    return sum;
  }

  /** Who reads the store cannot tell which networks asked, nor try them all. */
  private opaque(key: string): string {
    return createHmac('sha256', this.roots.derive('rate-limit')).update(key).digest('base64url');
  }
}
