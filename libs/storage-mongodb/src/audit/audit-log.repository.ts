import { setTimeout as pause } from 'node:timers/promises';
import { type Model, trusted } from 'mongoose';
import {
  type AuditBatch,
  type AuditFilter,
  AuditLog,
  type AuditScan,
  type AuditTimes,
  type OpenIntent,
  type ScanBudget,
  type StoredRecord,
} from '#audit';
import { CofferError, OutcomeUnknown, PartUnavailable } from '#kernel';
import type { BackgroundWork } from '../engine/background-work.js';
import { DuplicateKey, deadline, reading, writing } from '../engine/failures.js';
import { AuditErasure } from './audit-erasure.repository.js';
import { AuditIndex } from './audit-index.repository.js';
import type { AuditEntryRow, AuditProgressRow } from './audit-index.schema.js';
import { leafOf, toBatchRow } from './audit-log.mapper.js';
import type { AuditBatchRow } from './audit-log.schema.js';
import { AuditSearch } from './audit-search.repository.js';

const BATCH_MAX = 256;

/** Milliseconds between two reads of a number after the answer to its write was lost. */
const LOOK_AGAIN_MS = 50;

/** Milliseconds from an append to the indexing of its records, so that many appends share one step. */
const INDEX_AFTER_MS = 200;

const BATCHES_A_READ = 16;

type Appended = 'appended' | 'taken';

export class MongoAuditLog extends AuditLog {
  /** The newest batch known to be durable. All numbers up to its `last` are taken. */
  private newest = { first: 0, last: 0 };
  private readonly index: AuditIndex;
  private readonly search: AuditSearch;
  private readonly erasure: AuditErasure;

  constructor(
    private readonly batches: Model<AuditBatchRow>,
    entries: Model<AuditEntryRow>,
    progress: Model<AuditProgressRow>,
    private readonly background: BackgroundWork,
  ) {
    super();
    this.index = new AuditIndex(batches, entries, progress);
    this.search = new AuditSearch(entries, this.index);
    this.erasure = new AuditErasure(batches, entries, this.index);
  }

  head(): Promise<number> {
    return this.readHead(deadline());
  }

  async append(batch: AuditBatch): Promise<Appended> {
    const until = deadline();
    if (batch.records.length === 0 || batch.records.length > BATCH_MAX) throw malformed();
    const row = toBatchRow(batch);
    const end = row._id - 1;
    if (end > this.newest.last && end > (await this.readHead(until))) throw malformed();
    // If the numbers are taken, this can only be the same batch, sent again.
    const free = end === this.newest.last;
    const answer = free ? await this.insert(row, until) : await this.compare(row, until);
    if (answer === 'appended') this.background.later(INDEX_AFTER_MS, () => this.index.catchUp(row.last, deadline()));
    return answer ?? 'taken';
  }

  async query(filter: AuditFilter, before: number | null, limit: number, budget: ScanBudget): Promise<AuditScan> {
    const until = deadline();
    const head = await this.indexedHead(until);
    return this.search.query(filter, before === null ? head : Math.min(head, before - 1), limit, budget, until);
  }

  async seek(times: AuditTimes, start: number): Promise<number | null> {
    return this.search.seek(times, start, await this.indexedHead(deadline()));
  }

  async read(from: number, limit: number): Promise<StoredRecord[]> {
    const until = deadline();
    const records: StoredRecord[] = [];
    // The batch that holds `from` begins at most 255 before it.
    let next = Math.max(1, from - BATCH_MAX + 1);
    while (records.length < limit) {
      const begin = next;
      const find = () => this.batches.find({ _id: trusted({ $gte: begin }) });
      const batches = await reading(() => find().sort({ _id: 1 }).limit(BATCHES_A_READ).lean().exec(), until);
      records.push(...batches.flatMap((batch) => batch.records).filter((record) => record.seq >= from));
      if (batches.length < BATCHES_A_READ) break;
      next = (batches.at(-1)?.last ?? next) + 1;
    }
    return records.slice(0, limit);
  }

  async openIntents(limit: number): Promise<OpenIntent[]> {
    const until = deadline();
    await this.indexedHead(until);
    const records = await this.index.openIntents(limit, until);
    return records.map((record) => ({ seq: record.seq, leaf: leafOf(record) }));
  }

  async erasePersonal(
    actorId: string,
    after: number,
    limit: number,
  ): Promise<{ readonly last: number | null; readonly erased: number }> {
    const until = deadline();
    await this.indexedHead(until);
    return this.erasure.erase(actorId, after, limit, until);
  }

  /** The head, when the index has caught up with it. */
  private async indexedHead(until: number): Promise<number> {
    const head = await this.readHead(until);
    await this.index.catchUp(head, until);
    return head;
  }

  private async readHead(until: number): Promise<number> {
    const find = () => this.batches.find({ _id: trusted({ $gte: this.newest.first }) }, { last: 1 });
    const [row] = await reading(() => find().sort({ _id: -1 }).limit(1).lean().exec(), until);
    if (row) this.saw(row);
    return this.newest.last;
  }

  private async insert(row: AuditBatchRow, until: number): Promise<Appended> {
    try {
      await writing(() => this.send(row), until);
      this.saw(row);
      return 'appended';
    } catch (error) {
      if (error instanceof DuplicateKey) return this.settle(row, until, new OutcomeUnknown());
      if (error instanceof OutcomeUnknown) return this.settle(row, until, error);
      throw error;
    }
  }

  /** Without mongoose, which would copy every record several times to check types that the compiler has checked. */
  private send(row: AuditBatchRow): Promise<unknown> {
    return this.batches.db.collection<AuditBatchRow>(this.batches.collection.name).insertOne(row);
  }

  /** After a lost answer. Sending the same row again is safe: its number is unique, so it can exist only once. */
  private async settle(row: AuditBatchRow, until: number, lost: OutcomeUnknown): Promise<Appended> {
    while (performance.now() < until) {
      try {
        const answer = await this.compare(row, until);
        if (answer !== null) return answer;
        await writing(() => this.send(row), until);
      } catch (error) {
        const passing = error instanceof PartUnavailable || error instanceof OutcomeUnknown;
        if (!passing && !(error instanceof DuplicateKey)) throw error;
        await pause(LOOK_AGAIN_MS);
      }
    }
    throw lost;
  }

  /** `appended`: this batch has the number. `taken`: another one has it. Null: no batch begins there. */
  private async compare(row: AuditBatchRow, until: number): Promise<Appended | null> {
    const holder = await reading(() => this.batches.findOne({ _id: row._id }, { records: 0 }).lean().exec(), until);
    if (!holder) return null;
    this.saw(holder);
    return holder.batchId === row.batchId ? 'appended' : 'taken';
  }

  private saw(row: Pick<AuditBatchRow, '_id' | 'last'>): void {
    if (row.last > this.newest.last) this.newest = { first: row._id, last: row.last };
  }
}

function malformed(): CofferError {
  return new CofferError('internal_error', 'An audit batch must continue the log with 1 to 256 records.');
}
