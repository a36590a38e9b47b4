import { type Clock, newId, PartUnavailable, Pauses } from '#kernel';
import { draftLeaf, type LeafDraft, numberLeaf, parseLeaf } from '../../domain/leaf.js';
import { leafHashesOf } from '../../domain/leaf-hashes.js';
import { type AuditEntry, BATCH_MAX, type StoredRecord } from '../../domain/record.js';
import { type AuditBatch, type AuditLog, BeyondHead } from '../../ports/audit-log.js';
import type { ForwardedRecords, NodeLink, PlacedRecords, Refusal } from '../../ports/node-link.js';
import type { AppendedBatches } from '../hooks/appended-batches.js';
import type { WatchedIntents } from '../settling/watched-intents.js';
import type { AuditTimings } from '../timings.js';
import { within } from '../waits.js';
import type { Appender } from './appender.js';
import { Forwarding } from './forwarding.js';
import { LogHead } from './log-head.js';
import { paceOf } from './pace.js';
import { forget, mustLand, type Terms, type WaitingRecord, WaitingRecords } from './waiting-records.js';

/** How often {@link AuditWriter.stop} checks whether everything is written, in milliseconds. */
const IDLE_LOOK_MS = 5;

const SINGLE: Terms = { kind: 'single' };

/**
 * Appends to the log in batches. Records that wait at the same time share one durable write. Only one batch is on its
 * way at a time. If its answer is lost, it is sent again, unchanged, until its outcome is known. Only then are the next
 * records numbered.
 *
 * A record is durable within the deadline, or its request is refused with PartUnavailable('audit'). A record that was
 * sent before the deadline may still land later: {@link Terms} says what happens then.
 */
export class AuditWriter {
  private readonly waiting: WaitingRecords;
  private readonly pauses: Pauses;
  private readonly head: LogHead;
  private readonly forwarding: Forwarding;
  /** The batch that is on its way, or whose answer was lost. */
  private unanswered: AuditBatch | null = null;
  /** Whether an answer about {@link unanswered} was lost: then the batch may still land. */
  private doubtful = false;
  private running = false;
  private failing = false;
  private stopping = false;
  private closed = false;
  private retryMs: number;

  constructor(
    private readonly node: string,
    private readonly log: AuditLog,
    private readonly watched: WatchedIntents,
    link: NodeLink | null,
    private readonly appender: Appender,
    private readonly appended: AppendedBatches,
    private readonly clock: Clock,
    private readonly timings: AuditTimings,
  ) {
    this.retryMs = timings.retry;
    this.pauses = new Pauses(clock);
    this.head = new LogHead(log, watched, this.pauses, clock);
    this.waiting = new WaitingRecords(timings.deadline, clock, () => {
      this.failing = true;
      this.forwarding.overdue();
    });
    const { head, waiting } = this;
    this.forwarding = new Forwarding(node, link, appender, head, waiting, watched, log, clock, timings.forward);
  }

  /** False if the last attempt to write failed, or after a stop. */
  get isWritable(): boolean {
    return !this.failing && !this.closed;
  }

  /** Resolves with the record when it is durable. Null: another node has written the outcome already. */
  append(entry: AuditEntry, terms: Terms = SINGLE): Promise<StoredRecord | null> {
    if (this.closed || (!this.waiting.hasRoomFor(1) && !mustLand(terms))) {
      forget(terms);
      return Promise.reject(new PartUnavailable('audit'));
    }
    return this.wait(entry, terms, this.clock.now() + this.timings.deadline);
  }

  /** Resolves when all of them are durable, by one write. Otherwise rejects, and that write was not made in time. */
  async appendTogether(entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length > BATCH_MAX) throw new Error(`at most ${BATCH_MAX} records share a write`);
    if (this.closed || !this.waiting.hasRoomFor(entries.length)) throw new PartUnavailable('audit');
    const terms: Terms = { kind: 'single', group: {} };
    const deadline = this.clock.now() + this.timings.deadline;
    await Promise.all(entries.map((entry) => this.wait(entry, terms, deadline)));
  }

  /**
   * Appends the records of another node, or refuses them: then they will never be appended here. Rejects if it is not known
   * whether they are, or will be.
   */
  async appendFor({ node, head, drafts }: ForwardedRecords): Promise<PlacedRecords | Refusal> {
    const [draft] = drafts;
    if (draft === undefined || drafts.length > BATCH_MAX || node === this.node || !this.isWilling) return 'unwilling';
    if (!this.waiting.hasRoomFor(drafts.length)) return 'unwilling';
    let batch = { last: 0, room: 0, pause: 0 };
    const placed = (last: number, nodes: number): void => {
      batch = { last, ...paceOf(this.head.averageCommitMs, nodes, this.waiting.length > 0) };
    };
    const terms: Terms = { kind: 'forwarded', group: {}, node, head, placed };
    const deadline = this.clock.now() + this.timings.deadline;
    const [record] = await Promise.all(drafts.map((each) => this.add(each, terms, deadline)));
    if (!record) return this.isWilling ? 'behind' : 'unwilling';
    return { first: record.seq, at: parseLeaf(record.leaf).at, ...batch };
  }

  /**
   * Whether this node appends for others now. If its appends are slow, they would wait for it and for nothing. While it
   * settles what others left open, an outcome could come from both. While another node appends for it, it
   * passes nothing on.
   */
  private get isWilling(): boolean {
    if (this.stopping || this.failing || this.appender.current !== null) return false;
    return !this.head.isSlow && !this.watched.hasAdopted;
  }

  /** Reads the head of the log. Throws what the log throws, or TimedOut. */
  async start(): Promise<void> {
    await within(this.clock, this.timings.deadline, this.head.look());
  }

  /**
   * Called now and then, for the time in which no record waits. After a failure it asks whether the log answers again. Then
   * it begins to read what other nodes have appended, so that the next record waits for little of that.
   */
  async probe(): Promise<void> {
    if (this.running) return;
    if (this.failing) {
      await within(this.clock, this.timings.deadline, this.log.head());
      this.failing = false;
    }
    void this.head.look().catch(foundOutLater);
  }

  /** Waits until everything is written, for `milliseconds` at most, then refuses the rest. Idempotent. */
  async stop(milliseconds: number): Promise<void> {
    if (this.closed) return;
    this.stopping = true;
    const until = this.clock.now() + milliseconds;
    while (!this.waiting.isEmpty && this.clock.now() < until) await this.pauses.sleep(IDLE_LOOK_MS);
    this.closed = true;
    this.pauses.end();
    this.waiting.close();
  }

  private wait(entry: AuditEntry, terms: Terms, deadline: number): Promise<StoredRecord | null> {
    return this.add(draftLeaf(entry), terms, deadline);
  }

  private add(draft: LeafDraft, terms: Terms, deadline: number): Promise<StoredRecord | null> {
    return new Promise((resolve, reject) => {
      this.waiting.add({ draft, terms, deadline, resolve, reject, expired: false });
      this.wake();
    });
  }

  private wake(): void {
    if (this.running) return;
    this.running = true;
    // The records of one turn of the event loop share a batch.
    setImmediate(() => void this.run());
  }

  private async run(): Promise<void> {
    while (!this.closed && this.hasWork) await this.step();
    this.running = false;
  }

  private get hasWork(): boolean {
    return this.unanswered !== null || this.forwarding.isDoubtful || this.waiting.length > 0;
  }

  /** One attempt at one batch; never throws. */
  private async step(): Promise<void> {
    try {
      if (this.unanswered === null && this.forwarding.isOpen) return await this.forward();
      const batch = this.unanswered ?? (await this.next());
      if (batch === null) return;
      this.unanswered = batch;
      const began = this.clock.now();
      const answer = await within(this.clock, this.timings.hang, this.log.append(batch));
      this.unanswered = null;
      this.doubtful = false;
      if (answer === 'appended') this.landed(batch, this.clock.now() - began);
      else this.lost();
    } catch (error) {
      await this.failed(error);
    }
  }

  private async forward(): Promise<void> {
    if (await this.forwarding.send(BATCH_MAX)) this.works();
  }

  private async next(): Promise<AuditBatch | null> {
    const first = await this.head.next();
    if (!this.forwarding.isDoubtful) return this.number(this.waiting.take(BATCH_MAX, this.refuses), first);
    if (await this.forwarding.find(first - 1)) return null;
    const again = this.waiting.takeAgain();
    // Other nodes have closed what was left to write: nobody appends that any more.
    if (again.length === 0) this.forwarding.appended();
    return this.number(again, first);
  }

  private number(taken: readonly WaitingRecord[], first: number): AuditBatch | null {
    if (taken.length === 0) return null;
    const at = new Date(this.clock.now()).toISOString();
    const records = taken.map(({ draft, terms }, index) =>
      numberLeaf(draft, first + index, terms.kind === 'forwarded' ? terms.node : this.node, at),
    );
    return { first, batchId: newId(), records, hashes: leafHashesOf(records) };
  }

  /**
   * Records of another node are refused if it has not seen what it must see, or while this node settles for others: the
   * outcome of an intent could come from both.
   */
  private readonly refuses = (terms: Terms): boolean =>
    terms.kind === 'forwarded' && (terms.head < this.head.toBeSeen || this.watched.hasAdopted);

  private landed(batch: AuditBatch, milliseconds: number): void {
    this.works();
    const { hasAdopted } = this.watched;
    // This node may have begun to settle for another node after it took that node's outcome into this batch.
    if (hasAdopted) for (const { leaf } of batch.records) this.watched.note(parseLeaf(leaf));
    this.head.committed(batch.first + batch.records.length - 1, milliseconds, hasAdopted);
    this.forwarding.appended();
    this.waiting.settle(batch.records);
    this.appended.tell(batch);
  }

  private works(): void {
    this.failing = false;
    this.retryMs = this.timings.retry;
  }

  private lost(): void {
    this.head.taken();
    this.putBack();
  }

  /** Doubtful records stay as they were sent: another node may still append them. */
  private putBack(): void {
    if (!this.forwarding.isDoubtful) this.waiting.putBack();
  }

  /**
   * PartUnavailable means that this attempt wrote nothing. An earlier attempt at the same batch may still get into the
   * log. After BeyondHead it cannot: it did not get in at a number that the log has not reached. After any other error it is
   * not known whether this attempt wrote the batch.
   */
  private async failed(error: unknown): Promise<void> {
    this.failing = true;
    const isMisled = error instanceof BeyondHead;
    if (isMisled) this.forwarding.misled(this.head.misled());
    const isUnwritten = isMisled || (!this.doubtful && error instanceof PartUnavailable);
    if (this.unanswered !== null && isUnwritten) {
      this.unanswered = null;
      this.putBack();
    }
    this.doubtful = this.unanswered !== null;
    await this.pauses.sleep(this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, this.timings.retryLongest);
  }
}

/** Ignores the error: the next append meets it, too. */
function foundOutLater(): void {}
