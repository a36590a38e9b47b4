import { type Model, trusted } from 'mongoose';
import type { AuditFilter } from '#audit';
import { deadline, orWhenDuplicate, reading, writing } from '../engine/failures.js';
import type { AuditEntryRow, AuditProgressRow } from './audit-index.schema.js';
import { intentKey, isOutcome, toEntryFilter, toEntryRow } from './audit-log.mapper.js';
import type { AuditBatchRow } from './audit-log.schema.js';

/** Of at most 256 records each: what one step indexes. */
const BATCHES_A_STEP = 4;

const MARKER = 'entries';

/** Where a record is. */
export interface EntryPlace {
  readonly seq: number;
  readonly batch: number;
}

/**
 * The entries follow the log in its order, by steps that any node may take and repeat: entries are only ever added, an
 * intent is only ever closed, an address only ever erased, and the marker moves when an entry is there and what it
 * closes is closed. So a step that lands late changes nothing.
 */
export class AuditIndex {
  private upto = 0;
  private step: Promise<void> | null = null;

  constructor(
    private readonly batches: Model<AuditBatchRow>,
    private readonly entries: Model<AuditEntryRow>,
    private readonly progress: Model<AuditProgressRow>,
  ) {}

  /** Resolves when everything up to number `head` can be found. */
  async catchUp(head: number, until: number): Promise<void> {
    while (this.upto < head) {
      this.step ??= this.advance().finally(() => {
        this.step = null;
      });
      const { step } = this;
      await reading(() => step, until);
    }
  }

  /** The newest first. */
  async find(filter: AuditFilter, before: number, limit: number, until: number): Promise<EntryPlace[]> {
    const rows = await reading(
      () => this.entries.find(toEntryFilter(filter, before), { batch: 1 }).sort({ _id: -1 }).limit(limit).lean().exec(),
      until,
    );
    return rows.map(({ _id, batch }) => ({ seq: _id, batch }));
  }

  /** The oldest first. */
  async findOpen(limit: number, until: number): Promise<EntryPlace[]> {
    const rows = await reading(
      () => this.entries.find({ open: true }, { batch: 1 }).sort({ _id: 1 }).limit(limit).lean().exec(),
      until,
    );
    return rows.map(({ _id, batch }) => ({ seq: _id, batch }));
  }

  /** Records of one actor with numbers above `after`, the oldest first. */
  async findOf(actor: string, after: number, limit: number, until: number): Promise<EntryPlace[]> {
    const above = { actor, _id: trusted({ $gt: after }) };
    const rows = await reading(
      () => this.entries.find(above, { batch: 1 }).sort({ _id: 1 }).limit(limit).lean().exec(),
      until,
    );
    return rows.map(({ _id, batch }) => ({ seq: _id, batch }));
  }

  /** Idempotent. */
  async eraseAddresses(places: readonly EntryPlace[], until: number): Promise<void> {
    if (places.length === 0) return;
    const holding = { _id: trusted({ $in: places.map(({ seq }) => seq) }), ip: trusted({ $ne: null }) };
    await writing(() => this.entries.updateMany(holding, { $set: { ip: null } }).exec(), until);
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
          .limit(BATCHES_A_STEP)
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

  /** Closes what earlier steps, and other nodes, left open. */
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
