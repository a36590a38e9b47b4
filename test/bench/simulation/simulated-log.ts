import type { AuditNews, StoredRecord } from '#audit';
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
  private readonly records: StoredRecord[] = [];
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

  /** Records from the number `from` on that are durable. */
  read(from: number, limit: number): Promise<StoredRecord[]> {
    const { lookUs, recordUs } = this.costs.log;
    return this.travel((answer) =>
      this.store.use(this.vary(lookUs + limit * recordUs) / 1_000, () =>
        answer(this.records.slice(from - 1, Math.min(this.durable, from - 1 + limit))),
      ),
    );
  }

  async append(first: number, records: readonly StoredRecord[]): Promise<'appended' | 'taken'> {
    const { batchUs, recordUs } = this.costs.log;
    const began = this.clock.now();
    const answer = await this.travel<'appended' | 'taken'>((answered) =>
      this.store.use(this.vary(batchUs + records.length * recordUs) / 1_000, () => {
        if (first === this.inserted + 1) this.insert(records, () => answered('appended'));
        else this.refuse(() => answered('taken'));
      }),
    );
    if (answer === 'appended') this.busy += this.clock.now() - began;
    return answer;
  }

  /** The share of the time in which an append that got in was on its way: there is one at a time. */
  utilisation(): number {
    return this.busy / this.clock.now();
  }

  private insert(records: readonly StoredRecord[], answer: () => void): void {
    this.inserted += records.length;
    for (const record of records) this.records.push(record);
    this.clock.soon(this.vary(this.costs.commitMs), () => {
      this.durable = this.inserted;
      this.counts.appended += 1;
      this.counts.records += records.length;
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

/** The log as one node has it: an answer of the database waits for the node's thread, and may be work for it. */
export class LogOfNode {
  constructor(
    private readonly log: SimulatedLog,
    private readonly clock: SimulatedClock,
    private readonly thread: Worker,
    private readonly costs: Costs,
    private readonly vary: (mean: number) => number,
  ) {}

  async head(): Promise<number> {
    return this.looked(await this.log.head());
  }

  async follow(): Promise<AuditNews> {
    return this.looked(await this.log.follow());
  }

  async read(from: number, limit: number): Promise<StoredRecord[]> {
    return this.looked(await this.log.read(from, limit));
  }

  /** What an append costs the node that gets in is a part of the costs of the requests. */
  async append(first: number, records: readonly StoredRecord[]): Promise<'appended' | 'taken'> {
    const answer = await this.log.append(first, records);
    return this.received(answer, answer === 'taken' ? this.costs.log.lostNodeUs : 0);
  }

  private looked<T>(answer: T): Promise<T> {
    return this.received(answer, this.costs.log.lookNodeUs);
  }

  private received<T>(answer: T, nodeUs: number): Promise<T> {
    return new Promise((resolve) =>
      this.thread.use(this.vary(nodeUs) / 1_000, () => void this.clock.after(0, () => resolve(answer))),
    );
  }
}
