import type { NodeLeases, StoredRecord } from '#audit';
import {
  Appender,
  AUDIT_TIMINGS,
  BATCH_MAX,
  type ForwardedRecords,
  Forwarding,
  type LeafDraft,
  LogHead,
  type NodeLink,
  type PlacedRecords,
  paceOf,
  type Refusal,
  type Terms,
  type WaitingRecord,
  WaitingRecords,
  WatchedIntents,
} from '#audit/testing';
import { Pauses } from '#kernel';
import type { SimulatedClock } from './simulated-clock.js';
import type { LogOfNode } from './simulated-log.js';

const SINGLE: Terms = { kind: 'single' };
const ALARM = { raise: () => undefined };

/**
 * The writer of one node. It does what `AuditWriter` does while the log answers: one batch on its way at a time, all
 * records that wait share it, and a batch whose number is taken is put back. The rest is the server's own: `LogHead` decides
 * when it looks, rests and listens, `Appender` and `Forwarding` decide whether another node appends for it, and
 * `WaitingRecords` keeps records of one message together. No record misses a deadline.
 */
export class SimulatedWriter {
  private made = 0;
  private running = false;
  private readonly head: LogHead;
  private readonly waiting: WaitingRecords;
  private readonly appender: Appender;
  private readonly forwarding: Forwarding;

  /** `link`: null if the node appends for itself alone. */
  constructor(
    private readonly name: string,
    private readonly clock: SimulatedClock,
    private readonly log: LogOfNode,
    leases: NodeLeases,
    private readonly link: NodeLink | null,
  ) {
    const watched = new WatchedIntents();
    this.head = new LogHead(log, watched, new Pauses(clock), clock);
    this.waiting = new WaitingRecords(Number.POSITIVE_INFINITY, clock, () => undefined);
    this.appender = new Appender(name, leases, link, clock, ALARM);
    const { appender, head, waiting } = this;
    this.forwarding = new Forwarding(name, link, appender, head, waiting, watched, log, clock, AUDIT_TIMINGS.forward);
  }

  /** Begins to append for others, and to let another node append for this one. Only a node with a link needs it. */
  async join(): Promise<void> {
    await this.link?.listen((records) => this.appendFor(records));
    await this.appender.look();
    this.clock.after(AUDIT_TIMINGS.renew, () => void this.lookAgain());
  }

  /** Calls `durable` with the number of the record when it is. */
  append(durable: (seq: number) => void): void {
    this.made += 1;
    this.add({ tail: `/${this.name}/${this.made}`, personal: {}, lasting: {} }, SINGLE, (record) => {
      if (record) durable(record.seq);
    });
  }

  private async lookAgain(): Promise<void> {
    await this.appender.look();
    this.clock.after(AUDIT_TIMINGS.renew, () => void this.lookAgain());
  }

  private async appendFor({ node, head, drafts }: ForwardedRecords): Promise<PlacedRecords | Refusal> {
    if (!this.waiting.hasRoomFor(drafts.length)) return 'unwilling';
    let batch = { last: 0, room: 0, pause: 0 };
    const placed = (last: number, nodes: number): void => {
      batch = { last, ...paceOf(this.head.averageCommitMs, nodes, this.waiting.length > 0) };
    };
    const terms: Terms = { kind: 'forwarded', group: {}, node, head, placed };
    const added = drafts.map((draft) => new Promise<StoredRecord | null>((resolve) => this.add(draft, terms, resolve)));
    const [record = null] = await Promise.all(added);
    return record ? { first: record.seq, at: '', ...batch } : 'behind';
  }

  private add(draft: LeafDraft, terms: Terms, resolve: WaitingRecord['resolve']): void {
    const deadline = Number.POSITIVE_INFINITY;
    this.waiting.add({ draft, terms, deadline, resolve, reject: () => undefined, expired: false });
    if (this.running) return;
    this.running = true;
    // The records of one moment share a batch.
    this.clock.after(0, () => void this.run());
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0 || this.forwarding.isDoubtful) await this.step();
    this.running = false;
  }

  private async step(): Promise<void> {
    if (this.forwarding.isOpen) return void (await this.forwarding.send(BATCH_MAX));
    const first = await this.head.next();
    const records = (await this.next(first - 1)).map(({ draft, terms }, at) =>
      recordOf(draft, first + at, terms.kind === 'forwarded' ? terms.node : this.name),
    );
    if (records.length === 0) return;
    const began = this.clock.now();
    if ((await this.log.append(first, records)) === 'appended') {
      this.head.committed(first + records.length - 1, this.clock.now() - began);
      this.forwarding.appended();
      this.waiting.settle(records);
    } else {
      this.head.taken();
      if (!this.forwarding.isDoubtful) this.waiting.putBack();
    }
  }

  private async next(last: number): Promise<readonly WaitingRecord[]> {
    if (!this.forwarding.isDoubtful) return this.waiting.take(BATCH_MAX, this.refuses);
    return (await this.forwarding.find(last)) ? [] : this.waiting.takeAgain();
  }

  private readonly refuses = (terms: Terms): boolean => terms.kind === 'forwarded' && terms.head < this.head.toBeSeen;
}

function recordOf({ tail, personal, lasting }: LeafDraft, seq: number, node: string): StoredRecord {
  return { seq, leaf: `${seq}"node":"${node}",${tail}`, personal, lasting };
}
