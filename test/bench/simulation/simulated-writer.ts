import { BATCH_MAX, LogHead, WatchedIntents } from '#audit/testing';
import { Pauses } from '#kernel';
import type { SimulatedClock } from './simulated-clock.js';
import type { SimulatedLog } from './simulated-log.js';

/**
 * The writer of one node. It does what `AuditWriter` does while the log answers: one batch on its way at a time, all
 * records that wait share it, and a batch whose number is taken is put back. When it looks, rests and listens is decided
 * by the server's own `LogHead`.
 */
export class SimulatedWriter {
  private waiting: (() => void)[] = [];
  private running = false;
  private readonly head: LogHead;

  constructor(
    private readonly clock: SimulatedClock,
    private readonly log: SimulatedLog,
  ) {
    this.head = new LogHead(log, new WatchedIntents(), new Pauses(clock), clock);
  }

  /** Calls `durable` when the record is. */
  append(durable: () => void): void {
    this.waiting.push(durable);
    if (this.running) return;
    this.running = true;
    // The records of one moment share a batch.
    this.clock.after(0, () => void this.run());
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) await this.step();
    this.running = false;
  }

  private async step(): Promise<void> {
    const first = await this.head.next();
    const sent = this.waiting.splice(0, BATCH_MAX);
    const began = this.clock.now();
    if ((await this.log.append(first, sent.length)) === 'appended') {
      this.head.committed(first + sent.length - 1, this.clock.now() - began);
      for (const durable of sent) durable();
    } else {
      this.head.taken();
      this.waiting.unshift(...sent);
    }
  }
}
