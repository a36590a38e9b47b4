import { type Clock, newId, PartUnavailable, Pauses } from '#kernel';
import { draftLeaf, numberLeaf } from '../../domain/leaf.js';
import { leafHashesOf } from '../../domain/leaf-hashes.js';
import type { AuditEntry, StoredRecord } from '../../domain/record.js';
import type { AuditBatch, AuditLog } from '../../ports/audit-log.js';
import type { AppendedBatches } from '../hooks/appended-batches.js';
import type { WatchedIntents } from '../settling/watched-intents.js';
import type { AuditTimings } from '../timings.js';
import { within } from '../waits.js';
import { LogHead } from './log-head.js';
import { forget, mustLand, type Terms, WaitingRecords } from './waiting-records.js';

/** How many records share one durable write at most. */
export const BATCH_MAX = 256;
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
  /** The batch that is on its way, or whose answer was lost. */
  private unanswered: AuditBatch | null = null;
  /** Whether an answer about {@link unanswered} was lost: then the batch may still land. */
  private doubtful = false;
  private running = false;
  private failing = false;
  private closed = false;
  private retryMs: number;

  constructor(
    private readonly node: string,
    private readonly log: AuditLog,
    watched: WatchedIntents,
    private readonly appended: AppendedBatches,
    private readonly clock: Clock,
    private readonly timings: AuditTimings,
  ) {
    this.retryMs = timings.retry;
    this.pauses = new Pauses(clock);
    this.head = new LogHead(log, watched, this.pauses, clock);
    this.waiting = new WaitingRecords(timings.deadline, clock, () => {
      this.failing = true;
    });
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
    const until = this.clock.now() + milliseconds;
    while (!this.waiting.isEmpty && this.clock.now() < until) await this.pauses.sleep(IDLE_LOOK_MS);
    this.closed = true;
    this.pauses.end();
    this.waiting.close();
  }

  private wait(entry: AuditEntry, terms: Terms, deadline: number): Promise<StoredRecord | null> {
    const draft = draftLeaf(entry);
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
    while (!this.closed && (this.unanswered !== null || this.waiting.length > 0)) await this.step();
    this.running = false;
  }

  /** One attempt at one batch; never throws. */
  private async step(): Promise<void> {
    try {
      const batch = this.unanswered ?? this.number(await this.head.next());
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

  private number(first: number): AuditBatch | null {
    const taken = this.waiting.take(BATCH_MAX);
    if (taken.length === 0) return null;
    const at = new Date(this.clock.now()).toISOString();
    const records = taken.map(({ draft }, index) => numberLeaf(draft, first + index, this.node, at));
    return { first, batchId: newId(), records, hashes: leafHashesOf(records) };
  }

  private landed(batch: AuditBatch, milliseconds: number): void {
    this.failing = false;
    this.retryMs = this.timings.retry;
    this.head.committed(batch.first + batch.records.length - 1, milliseconds);
    this.waiting.settle(batch.records);
    this.appended.tell(batch);
  }

  private lost(): void {
    this.head.taken();
    this.waiting.putBack();
  }

  /**
   * PartUnavailable means that this attempt wrote nothing. An earlier attempt at the same batch may still get into the
   * log. After any other error it is not known whether this attempt wrote the batch.
   */
  private async failed(error: unknown): Promise<void> {
    this.failing = true;
    if (this.unanswered !== null && !this.doubtful && error instanceof PartUnavailable) {
      this.unanswered = null;
      this.waiting.putBack();
    }
    this.doubtful = this.unanswered !== null;
    await this.pauses.sleep(this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, this.timings.retryLongest);
  }
}

/** Ignores the error: the next append meets it, too. */
function foundOutLater(): void {}
