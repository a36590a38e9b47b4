import type { SimulatedClock } from './simulated-clock.js';

interface Job {
  readonly milliseconds: number;
  readonly done: () => void;
}

/** What does work: processors, or one thread. */
export interface Worker {
  /** `done` is called when the work is done. */
  use(milliseconds: number, done: () => void): void;
}

/** Processors that take the work in the order in which it comes. */
export class Processors implements Worker {
  private readonly waiting: Job[] = [];
  private free: number;
  private worked = 0;

  constructor(
    private readonly clock: SimulatedClock,
    private readonly cores: number,
  ) {
    this.free = cores;
  }

  use(milliseconds: number, done: () => void): void {
    if (this.free === 0) this.waiting.push({ milliseconds, done });
    else this.begin({ milliseconds, done });
  }

  /** The share of their time in which they worked, from the beginning on. */
  utilisation(): number {
    return this.worked / (this.cores * this.clock.now());
  }

  private begin({ milliseconds, done }: Job): void {
    this.free -= 1;
    const began = this.clock.now();
    this.clock.soon(milliseconds, () => {
      this.worked += this.clock.now() - began;
      this.free += 1;
      const next = this.waiting.shift();
      if (next) this.begin(next);
      done();
    });
  }
}

/** One thread, such as that of a Node.js program: one job at a time, on processors that others may use, too. */
export class Thread implements Worker {
  private readonly waiting: Job[] = [];
  private busy = false;

  constructor(private readonly on: Processors) {}

  use(milliseconds: number, done: () => void): void {
    this.waiting.push({ milliseconds, done });
    if (!this.busy) this.next();
  }

  private next(): void {
    const job = this.waiting.shift();
    this.busy = job !== undefined;
    if (!job) return;
    this.on.use(job.milliseconds, () => {
      this.next();
      job.done();
    });
  }
}
