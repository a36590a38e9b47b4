import { Clock } from '../time/clock.js';

interface Waiting {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that stands still until a test moves it. Its timers fire only in {@link advance}. */
export class ManualClock extends Clock {
  /** How often {@link giveWay} was called. */
  gaveWay = 0;
  /** What {@link restMs} says. */
  resting = 0;
  private readonly waiting = new Set<Waiting>();

  /** `at`: milliseconds since 1970. A test may set it; timers that are due fire only in {@link advance}. */
  constructor(public at: number = Date.UTC(2026, 10, 22, 12)) {
    super();
  }

  now(): number {
    return this.at;
  }

  override get restMs(): number {
    return this.resting;
  }

  override rest(milliseconds: number): void {
    this.resting = Math.max(this.resting, milliseconds);
  }

  override after(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.at + milliseconds, run };
    this.waiting.add(timer);
    return () => void this.waiting.delete(timer);
  }

  /** Only counts, so that nothing in a test depends on how fast the machine is. */
  override giveWay(): null {
    this.gaveWay += 1;
    return null;
  }

  /** Timers that have not fired yet. */
  get timers(): number {
    return this.waiting.size;
  }

  /** Moves the clock on and fires each timer at its time, in order. Promises settle before, and after each timer. */
  async advance(milliseconds: number): Promise<void> {
    await settled();
    const until = this.at + milliseconds;
    for (let next = this.dueBy(until); next; next = this.dueBy(until)) {
      this.waiting.delete(next);
      this.at = Math.max(this.at, next.at);
      next.run();
      await settled();
    }
    this.at = Math.max(this.at, until);
    await settled();
  }

  /**
   * Moves the clock on, millisecond by millisecond while a timer waits, until `work` has settled: what needs no time is
   * done long before a deadline passes. Throws if more than `atMost` ms pass.
   */
  async drive<T>(work: Promise<T>, atMost = 60_000): Promise<T> {
    let open = true;
    const end = () => {
      open = false;
    };
    void work.then(end, end);
    const until = this.at + atMost;
    for (await settled(); open; await this.advance(this.timers > 0 ? 1 : 0)) {
      if (this.at >= until) throw new Error(`not settled within ${atMost} ms`);
    }
    return work;
  }

  private dueBy(until: number): Waiting | undefined {
    return [...this.waiting].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
  }
}

/** Resolves after all promises that are ready, and after those that follow from them. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
