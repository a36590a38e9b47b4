import { type AcceptRecords, type ForwardedRecords, NodeLink, type PlacedRecords, type Refusal } from '#audit/testing';
import type { Costs } from './costs.js';
import type { Worker } from './processors.js';
import type { SimulatedClock } from './simulated-clock.js';

/** How one simulated node reaches the others. A message is work of both threads, and a way there and back. No message is lost. */
export class SimulatedLink extends NodeLink {
  private accept: AcceptRecords | null = null;

  /** `links`: of all nodes of one log by their addresses, to which this adds itself. */
  constructor(
    readonly address: string,
    private readonly links: Map<string, SimulatedLink>,
    private readonly clock: SimulatedClock,
    private readonly thread: Worker,
    private readonly costs: Costs,
    private readonly vary: (mean: number) => number,
  ) {
    super();
    links.set(address, this);
  }

  async listen(accept: AcceptRecords): Promise<void> {
    this.accept = accept;
  }

  forward(address: string, records: ForwardedRecords): Promise<PlacedRecords | Refusal> {
    const to = this.links.get(address);
    if (!to) return Promise.reject(new Error('nobody listens there'));
    const way = this.costs.roundTripMs / 2;
    return new Promise((resolve, reject) => {
      const answered = (placed: PlacedRecords | Refusal) =>
        this.clock.soon(way, () => this.work(() => void this.clock.after(0, () => resolve(placed))));
      this.work(() => this.clock.soon(way, () => to.take(records, answered, reject)));
    });
  }

  async close(): Promise<void> {
    this.accept = null;
  }

  /** Half of what a message costs the node that sends it: to send it, or to read the answer. */
  private work(done: () => void): void {
    this.thread.use(this.vary(this.costs.message.senderUs / 2) / 1_000, done);
  }

  private take(
    records: ForwardedRecords,
    answered: (placed: PlacedRecords | Refusal) => void,
    failed: (error: unknown) => void,
  ): void {
    const { appenderUs, recordUs } = this.costs.message;
    this.thread.use(this.vary(appenderUs + records.drafts.length * recordUs) / 1_000, () => {
      if (this.accept) void this.accept(records).then(answered, failed);
      else failed(new Error('it does not listen'));
    });
  }
}
