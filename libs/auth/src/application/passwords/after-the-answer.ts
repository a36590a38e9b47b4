import { setTimeout as pause } from 'node:timers/promises';
import { CofferError } from '#kernel';

/** Time for the answer to be on its way, in milliseconds. */
const DELAY_MS = 50;
const AT_ONCE = 4;
/** What comes past that is dropped: whoever asked for it can ask again. */
const MOST_WAITING = 1_000;
const GRACE_MS = 3_000;

/**
 * Work whose time must not be seen in an answer [R15]: begun when that is given, a few at a time. Where a part is away
 * the work is given up; a defect is told to `onDefect`.
 */
export class AfterTheAnswer {
  private readonly waiting: (() => Promise<unknown>)[] = [];
  private readonly sleepers: (() => void)[] = [];
  private running = 0;

  constructor(private readonly onDefect: (cause: unknown) => void) {}

  run(work: () => Promise<unknown>): void {
    if (this.waiting.length >= MOST_WAITING) return;
    this.waiting.push(work);
    setTimeout(() => this.next(), DELAY_MS);
  }

  /** When nothing waits or runs any more. */
  async idle(): Promise<void> {
    if (this.waiting.length + this.running > 0) await new Promise<void>((resolve) => this.sleepers.push(resolve));
  }

  /** As {@link idle}, but for 3 s at most: what is left goes with the process, and people ask again. */
  async close(): Promise<void> {
    await Promise.race([this.idle(), pause(GRACE_MS, undefined, { ref: false })]);
  }

  private next(): void {
    if (this.running >= AT_ONCE) return;
    const work = this.waiting.shift();
    if (work) void this.attempt(work);
    else if (this.running === 0) for (const wake of this.sleepers.splice(0)) wake();
  }

  private async attempt(work: () => Promise<unknown>): Promise<void> {
    this.running += 1;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof CofferError)) this.onDefect(error);
    }
    this.running -= 1;
    this.next();
  }
}
