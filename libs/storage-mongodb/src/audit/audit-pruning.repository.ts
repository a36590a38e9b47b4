import { type Model, trusted } from 'mongoose';
import { deadline, reading, writing } from '../engine/failures.js';
import type { AuditIndex } from './audit-index.repository.js';
import type { AuditEntryRow } from './audit-index.schema.js';
import type { AuditBatchRow } from './audit-log.schema.js';
import type { AuditProgress } from './audit-progress.repository.js';

/** The most batches that one write deletes: 4,096 records at most. */
const BATCHES_A_WRITE = 16;
const ENTRIES_A_WRITE = 500;

/** Deletes archived batches, then what the index has of them: an erasure finds the batches by the index. */
export class AuditPruning {
  constructor(
    private readonly batches: Model<AuditBatchRow>,
    private readonly entries: Model<AuditEntryRow>,
    private readonly progress: AuditProgress,
    private readonly index: AuditIndex,
  ) {}

  /** See `AuditLog.prune`. The index must have caught up, so that it knows every open intent. */
  async prune(upTo: number): Promise<number> {
    const end = await this.endOfBatches(upTo);
    if (end > 0) await this.progress.raise('archived', end);
    const archived = await this.progress.upto('archived');
    await this.deleteBatches(archived);
    await this.deleteEntries(archived);
    return archived;
  }

  /** The last number of the last batch that may go. 0: none may. */
  private async endOfBatches(upTo: number): Promise<number> {
    const until = deadline();
    const [open] = await this.index.find({ open: true }, 1, 1, until);
    const newest = () => this.batches.find({}, { _id: 1 }).sort({ _id: -1 }).limit(1);
    const [last] = await reading(() => newest().lean().exec(), until);
    const most = Math.min(upTo, (open?.seq ?? Number.POSITIVE_INFINITY) - 1, (last?._id ?? 1) - 1);
    const find = () => this.batches.find({ _id: trusted({ $lte: most }) }, { last: 1 }).sort({ _id: -1 });
    const [batch] = await reading(() => find().limit(1).lean().exec(), until);
    if (!batch) return 0;
    return batch.last <= most ? batch.last : batch._id - 1;
  }

  private async deleteBatches(archived: number): Promise<void> {
    for (;;) {
      const find = () => this.batches.find({ _id: trusted({ $lte: archived }) }, { _id: 1 }).sort({ _id: 1 });
      const rows = await reading(() => find().limit(BATCHES_A_WRITE).lean().exec());
      if (rows.length === 0) return;
      const ids = rows.map(({ _id }) => _id);
      await writing(() => this.batches.deleteMany({ _id: trusted({ $in: ids }) }).exec());
    }
  }

  private async deleteEntries(archived: number): Promise<void> {
    for (;;) {
      const find = () => this.entries.find({ _id: trusted({ $lte: archived }) }, { _id: 1 }).sort({ _id: 1 });
      const [lowest] = await reading(() => find().limit(1).lean().exec());
      if (!lowest) return;
      const range = { $gte: lowest._id, $lte: Math.min(archived, lowest._id + ENTRIES_A_WRITE - 1) };
      await writing(() => this.entries.deleteMany({ _id: trusted(range) }).exec());
    }
  }
}
