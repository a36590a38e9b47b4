import { type Model, trusted } from 'mongoose';
import { type CheckpointKind, CheckpointStore, type StoredCheckpoint } from '#audit-proofs';
import { deadline, orWhenDuplicate, reading, writing } from '../engine/failures.js';
import { keptId, toCheckpoint, toCheckpointFields } from './checkpoint.mapper.js';
import type { CheckpointRow, KeptCheckpointRow } from './checkpoint.schema.js';

/** Checkpoints on MongoDB. */
export class MongoCheckpointStore extends CheckpointStore {
  constructor(
    private readonly newestRows: Model<CheckpointRow>,
    private readonly keptRows: Model<KeptCheckpointRow>,
  ) {
    super();
  }

  async newest(kind: CheckpointKind, until = deadline()): Promise<StoredCheckpoint | null> {
    const row = await reading(() => this.newestRows.findOne({ _id: kind }).lean().exec(), until);
    return row && toCheckpoint(row);
  }

  /** No upsert: in a race with an insert, FerretDB answers wrongly. The row is never deleted, so two looks decide. */
  async publish(kind: CheckpointKind, checkpoint: StoredCheckpoint): Promise<boolean> {
    const until = deadline();
    if (await this.follow(kind, checkpoint, until)) return true;
    const insert = async () => {
      await this.newestRows.insertOne({ _id: kind, ...toCheckpointFields(checkpoint) });
      return true;
    };
    if (await orWhenDuplicate(writing(insert, until), false)) return true;
    if (await this.follow(kind, checkpoint, until)) return true;
    return (await this.newest(kind, until))?.note === checkpoint.note;
  }

  async keep(checkpoint: StoredCheckpoint): Promise<void> {
    const insert = () => this.keptRows.insertOne({ _id: keptId(checkpoint), ...toCheckpointFields(checkpoint) });
    await orWhenDuplicate(writing(insert), null);
  }

  async kept(
    after: Pick<StoredCheckpoint, 'epoch' | 'size'> | null,
    limit: number,
  ): Promise<readonly StoredCheckpoint[]> {
    const later = { _id: trusted({ $gt: after === null ? '' : keptId(after) }) };
    const find = () => this.keptRows.find(later).sort({ _id: 1 }).limit(limit);
    const rows = await reading(() => find().lean().exec());
    return rows.map(toCheckpoint);
  }

  /** Replaces a smaller one. */
  private async follow(kind: CheckpointKind, checkpoint: StoredCheckpoint, until: number): Promise<boolean> {
    const { epoch, size } = checkpoint;
    const smaller = { $or: [{ epoch: trusted({ $lt: epoch }) }, { epoch, size: trusted({ $lt: size }) }] };
    const change = { $set: toCheckpointFields(checkpoint) };
    const replace = () => this.newestRows.updateOne({ _id: kind, ...smaller }, change).exec();
    return (await writing(replace, until)).matchedCount === 1;
  }
}
