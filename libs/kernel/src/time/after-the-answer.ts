import { CofferError } from '../errors.js';
import type { Clock } from './clock.js';

/** Enough time to send the answer, in milliseconds. */
const DELAY_MS = 50;
const AT_ONCE = 4;
/** Work past this is dropped: people can ask again. */
const MOST_WAITING = 1_000;
const GRACE_MS = 3_000;

/**
 * Work whose duration must not show in the answer [R15]. It starts 50 ms later, a few pieces at a time. If a part is
 * unavailable, the work is dropped; any other error is a defect and goes to `onDefect`.
 */
export class AfterTheAnswer {
  private readonly waiting: (() => Promise<unknown>)[] = [];
  private readonly sleepers: (() => void)[] = [];
  private running = 0;

  constructor(
    private readonly clock: Clock,
    private readonly onDefect: (cause: unknown) => void,
  ) {}

  run(work: () => Promise<unknown>): void {
    if (this.waiting.length >= MOST_WAITING) return;
    this.waiting.push(work);
    this.clock.after(DELAY_MS, () => this.next());
  }

  /** Resolves when no work waits or runs. */
  async idle(): Promise<void> {
    if (this.waiting.length + this.running > 0) await new Promise<void>((resolve) => this.sleepers.push(resolve));
  }

  /** As {@link idle}, but waits at most 3 s. Work that is left is lost with the process: people can ask again. */
  async close(): Promise<void> {
    await Promise.race([this.idle(), this.clock.sleep(GRACE_MS)]);
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
