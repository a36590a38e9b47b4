import type { AuditNews } from '#audit';
import type { Costs } from './costs.js';
import type { Worker } from './processors.js';
import type { SimulatedClock } from './simulated-clock.js';

/**
 * The audit log of the production pair, as `MongoAuditLog` keeps it: a batch is one document whose id is its first number,
 * so of two appends at one number only the first is inserted. The other one is refused when the first is durable. A look
 * sees what is durable.
 */
export class SimulatedLog {
  /** The last number that is durable. */
  private durable = 0;
  /** The last number that is inserted. */
  private inserted = 0;
  private refused: (() => void)[] = [];
  private busySince = 0;
  private busy = 0;
  /** What was asked of it. */
  readonly counts = { appended: 0, taken: 0, looks: 0, records: 0 };

  constructor(
    private readonly clock: SimulatedClock,
    private readonly store: Worker,
    private readonly costs: Costs,
    private readonly vary: (mean: number) => number,
  ) {}

  head(): Promise<number> {
    return this.look();
  }

  async follow(): Promise<AuditNews> {
    return { head: await this.look(), outcomes: [], isAll: true };
  }

  append(first: number, count: number): Promise<'appended' | 'taken'> {
    const { batchUs, recordUs } = this.costs.log;
    return this.travel((answer) =>
      this.store.use(this.vary(batchUs + count * recordUs) / 1_000, () => {
        if (first === this.inserted + 1) this.insert(count, () => answer('appended'));
        else this.refuse(() => answer('taken'));
      }),
    );
  }

  /** The share of the time in which a batch was inserted and not durable: nobody else could append then. */
  utilisation(): number {
    return this.busy / this.clock.now();
  }

  private insert(count: number, answer: () => void): void {
    this.inserted += count;
    this.busySince = this.clock.now();
    this.clock.soon(this.vary(this.costs.commitMs), () => {
      this.durable = this.inserted;
      this.busy += this.clock.now() - this.busySince;
      this.counts.appended += 1;
      this.counts.records += count;
      answer();
      for (const refuse of this.refused.splice(0)) refuse();
    });
  }

  private refuse(answer: () => void): void {
    this.counts.taken += 1;
    if (this.inserted === this.durable) answer();
    else this.refused.push(answer);
  }

  private look(): Promise<number> {
    this.counts.looks += 1;
    return this.travel((answer) =>
      this.store.use(this.vary(this.costs.log.lookUs) / 1_000, () => answer(this.durable)),
    );
  }

  /** To the database, and with the answer back. */
  private travel<T>(call: (answer: (value: T) => void) => void): Promise<T> {
    const half = this.costs.roundTripMs / 2;
    return new Promise((resolve) => {
      this.clock.soon(half, () => call((value) => void this.clock.after(half, () => resolve(value))));
    });
  }
}
