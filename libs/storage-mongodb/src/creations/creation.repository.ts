import { type Model, type QueryFilter, trusted } from 'mongoose';
import { type Creation, CreationStore } from '#idempotency';
import type { Clock } from '#kernel';
import { MongoDocuments } from '../documents.js';
import { reading } from '../engine/failures.js';
import { creationMapper } from './creation.mapper.js';
import type { CreationRow } from './creation.schema.js';

export class MongoCreationStore extends CreationStore {
  override readonly creations: MongoDocuments<Creation, CreationRow>;

  constructor(
    private readonly rows: Model<CreationRow>,
    clock: Clock,
  ) {
    super();
    this.creations = new MongoDocuments(rows, creationMapper, clock);
  }

  async expiredBefore(at: number, limit: number): Promise<string[]> {
    const expired = { expiresAt: trusted({ $lt: at }) };
    const rows = await reading(() =>
      this.rows.find(expired, { _id: 1 }).sort({ expiresAt: 1 }).limit(limit).lean().exec(),
    );
    return rows.map((row) => row._id);
  }

  async idsOf(owners: readonly string[], limit: number): Promise<string[]> {
    // A row before format 4 has no owner, and neither has a fence.
    const older = { owner: trusted({ $in: ['', null] }), requestHash: trusted({ $exists: true }) };
    const named = { owner: trusted({ $in: owners.filter((owner) => owner !== '') }) };
    return this.ids({ $or: owners.includes('') ? [named, older] : [named] }, limit);
  }

  idsOfObject(objectId: string, limit: number): Promise<string[]> {
    return this.ids({ objectId }, limit);
  }

  private async ids(filter: QueryFilter<CreationRow>, limit: number): Promise<string[]> {
    const rows = await reading(() => this.rows.find(filter, { _id: 1 }).limit(limit).lean().exec());
    return rows.map((row) => row._id);
  }
}
