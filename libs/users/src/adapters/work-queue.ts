import { CofferError } from '#kernel';

/** At most `running` pieces of work at a time and at most `waiting` behind them; past that `busy` at once [R7]. */
export class WorkQueue {
  private active = 0;
  private readonly turns: (() => void)[] = [];

  constructor(
    private readonly running: number,
    private readonly waiting: number,
    private readonly retryAfterSeconds: number,
  ) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private enter(): Promise<void> {
    if (this.active < this.running) {
      this.active += 1;
      return Promise.resolve();
    }
    if (this.turns.length >= this.waiting) {
      throw new CofferError('busy', 'Too many passwords are being checked at once. Try again shortly.', {
        retryAfterSeconds: this.retryAfterSeconds,
      });
    }
    return new Promise((resolve) => this.turns.push(resolve));
  }

  /** The place goes to whoever waits the longest; it is not given up in between. */
  private leave(): void {
    const next = this.turns.shift();
    if (next) next();
    else this.active -= 1;
  }
}
