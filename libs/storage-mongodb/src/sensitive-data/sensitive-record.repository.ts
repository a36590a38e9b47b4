import { type Model, trusted } from 'mongoose';
import type { Clock, Stored } from '#kernel';
import { SensitiveDataStore, type SensitiveRecord } from '#sensitive-data';
import { MongoDocuments } from '../documents.js';
import { reading } from '../engine/failures.js';
import { sensitiveRecordMapper } from './sensitive-record.mapper.js';
import type { SensitiveRecordRow } from './sensitive-record.schema.js';

export class MongoSensitiveDataStore extends SensitiveDataStore {
  override readonly records: MongoDocuments<SensitiveRecord, SensitiveRecordRow>;

  constructor(
    private readonly rows: Model<SensitiveRecordRow>,
    clock: Clock,
  ) {
    super();
    this.records = new MongoDocuments(rows, sensitiveRecordMapper, clock);
  }

  async list(ownerId: string, after: string | null, limit: number): Promise<Stored<SensitiveRecord>[]> {
    const later = after === null ? {} : { _id: trusted({ $gt: after }) };
    const rows = await reading(() =>
      this.rows
        .find({ ownerId, ...later }, { published: 0 })
        .sort({ _id: 1 })
        .limit(limit)
        .lean()
        .exec(),
    );
    return rows.map((row) => this.records.toStored(row));
  }

  count(ownerId: string): Promise<number> {
    return reading(() => this.rows.countDocuments({ ownerId }).exec());
  }
}
