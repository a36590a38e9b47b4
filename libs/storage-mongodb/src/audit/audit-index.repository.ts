import { type Model, type QueryFilter, trusted } from 'mongoose';
import { type LostIntent, type OpenIntent, openIntentOf, type StoredRecord } from '#audit';
import { deadline, orWhenDuplicate, reading, writing } from '../engine/failures.js';
import type { AuditEntryRow } from './audit-index.schema.js';
import { intentKey, isOutcome, knownOf, toEntryRow, toRecord } from './audit-log.mapper.js';
import type { AuditBatchRow } from './audit-log.schema.js';
import type { AuditProgressRow } from './audit-progress.schema.js';

/** How many records one step should index. A batch has 1 to 256, so the number of batches a step adapts. */
const RECORDS_A_STEP = 1_024;
const FEWEST_BATCHES = 4;
const MOST_BATCHES = 64;

const MARKER = 'entries';

/** Where a record is. */
export interface EntryPlace {
  readonly seq: number;
  readonly batch: number;
}

/**
 * The entries follow the log in its order, in steps that any node may take and repeat. A step only adds entries and
 * closes intents, an erasure only removes addresses, and the marker moves after both are done. So a step that arrives
 * late changes nothing.
 */
export class AuditIndex {
  private upto = 0;
  private step: Promise<void> | null = null;
  private batchesAStep = FEWEST_BATCHES;

  constructor(
    private readonly batches: Model<AuditBatchRow>,
    private readonly entries: Model<AuditEntryRow>,
    private readonly progress: Model<AuditProgressRow>,
  ) {}

  /** The last number that is indexed, as far as this node knows. */
  get indexed(): number {
    return this.upto;
  }

  /** Resolves when all records up to number `head` can be found. */
  async catchUp(head: number, until: number): Promise<void> {
    while (this.upto < head) {
      this.step ??= this.advance().finally(() => {
        this.step = null;
      });
      const { step } = this;
      await reading(() => step, until);
    }
  }

  /** Intents without an outcome, the oldest first. */
  async openIntents(limit: number, until: number): Promise<(OpenIntent | LostIntent)[]> {
    const rows = await reading(
      () => this.entries.find({ open: true }).sort({ _id: 1 }).limit(limit).lean().exec(),
      until,
    );
    const places = rows.map(placeOf);
    const records = new Map((await this.load(places, until)).map((record) => [record.seq, record]));
    return rows.map((row) => openIntentOf(row._id, knownOf(row), records.get(row._id) ?? null));
  }

  /** Places of records by number, ascending (1) or descending (-1). `hint`: the index to use. */
  async find(
    filter: QueryFilter<AuditEntryRow>,
    order: 1 | -1,
    limit: number,
    until: number,
    hint?: Record<string, 1>,
  ): Promise<EntryPlace[]> {
    const find = () => this.entries.find(filter, { batch: 1 }, hint && { hint }).sort({ _id: order });
    const rows = await reading(() => find().limit(limit).lean().exec(), until);
    return rows.map(placeOf);
  }

  /** The records at `places`, in the order of `places`. */
  async load(places: readonly EntryPlace[], until: number): Promise<StoredRecord[]> {
    if (places.length === 0) return [];
    const seqs = places.map((place) => place.seq);
    const wanted = { input: '$records', as: 'record', cond: { $in: ['$$record.seq', seqs] } };
    const batches = await reading(
      () =>
        this.batches
          .aggregate<Pick<AuditBatchRow, 'records'>>([
            { $match: { _id: { $in: [...new Set(places.map((place) => place.batch))] } } },
            { $project: { records: { $filter: wanted } } },
          ])
          .exec(),
      until,
    );
    const found = new Map(batches.flatMap((batch) => batch.records.map((record) => [record.seq, toRecord(record)])));
    return seqs.flatMap((seq) => found.get(seq) ?? []);
  }

  private async advance(): Promise<void> {
    const until = deadline();
    const marker = await reading(() => this.progress.findOne({ _id: MARKER }).lean().exec(), until);
    const done = Math.max(marker?.upto ?? 0, this.upto);
    const batches = await reading(
      () =>
        this.batches
          .find({ _id: trusted({ $gt: done }) })
          .sort({ _id: 1 })
          .limit(this.batchesAStep)
          .lean()
          .exec(),
      until,
    );
    const last = batches.at(-1)?.last ?? done;
    if (last > done) {
      await this.index(batches, until);
      const move = () => this.progress.updateOne({ _id: MARKER }, { $max: { upto: last } }, { upsert: true }).exec();
      await orWhenDuplicate(writing(move, until), null);
    }
    this.upto = last;
    this.adapt((last - done) / Math.max(1, batches.length));
  }

  private adapt(recordsABatch: number): void {
    const fitting = Math.floor(RECORDS_A_STEP / Math.max(1, recordsABatch));
    this.batchesAStep = Math.min(MOST_BATCHES, this.batchesAStep * 2, Math.max(FEWEST_BATCHES, fitting));
  }

  private async index(batches: readonly AuditBatchRow[], until: number): Promise<void> {
    const rows = batches.flatMap((batch) => batch.records.map((record) => toEntryRow(record, batch._id)));
    const outcomes = new Map<string, number>();
    for (const row of rows) if (isOutcome(row)) outcomes.set(intentKey(row), row._id);
    const marked = rows.map((row) =>
      row.outcome === 'allowed' && !isClosed(row, outcomes) ? { ...row, open: true as const } : row,
    );
    const insert = () => this.entries.insertMany(marked, { ordered: false, lean: true });
    await orWhenDuplicate(writing(insert, until), null);
    await this.close(outcomes, rows, until);
  }

  /** Closes the intents that earlier steps, also of other nodes, indexed as open. */
  private async close(
    outcomes: ReadonlyMap<string, number>,
    rows: readonly AuditEntryRow[],
    until: number,
  ): Promise<void> {
    if (outcomes.size === 0) return;
    const requestIds = [...new Set(rows.filter(isOutcome).map((row) => row.requestId))];
    const open = await reading(
      () =>
        this.entries
          .find({ open: true, requestId: trusted({ $in: requestIds }) })
          .lean()
          .exec(),
      until,
    );
    const closed = open.filter((row) => isClosed(row, outcomes)).map((row) => row._id);
    if (closed.length === 0) return;
    const close = () => this.entries.updateMany({ _id: trusted({ $in: closed }) }, { $unset: { open: true } }).exec();
    await writing(close, until);
  }
}

function isClosed(row: AuditEntryRow, outcomes: ReadonlyMap<string, number>): boolean {
  return (outcomes.get(intentKey(row)) ?? 0) > row._id;
}

function placeOf({ _id, batch }: Pick<AuditEntryRow, '_id' | 'batch'>): EntryPlace {
  return { seq: _id, batch };
}
