import { type Model, trusted } from 'mongoose';
import type { Clock, Stored } from '#kernel';
import { type KeyRing, KeyRingStore } from '#keys';
import { MongoDocuments } from '../documents.js';
import { reading } from '../engine/failures.js';
import { keyRingMapper } from './key-ring.mapper.js';
import type { KeyRingRow } from './key-ring.schema.js';

export class MongoKeyRingStore extends KeyRingStore {
  override readonly rings: MongoDocuments<KeyRing, KeyRingRow>;

  constructor(
    private readonly rows: Model<KeyRingRow>,
    clock: Clock,
  ) {
    super();
    this.rings = new MongoDocuments(rows, keyRingMapper, clock);
  }

  async list(after: string | null, limit: number): Promise<Stored<KeyRing>[]> {
    const later = { _id: trusted({ $gt: after ?? '' }), fenced: trusted({ $exists: false }) };
    const find = () => this.rows.find(later, { published: 0 }).sort({ _id: 1 }).limit(limit).lean().exec();
    return (await reading(find)).map((row) => this.rings.toStored(row));
  }

  async count(): Promise<number> {
    return reading(() => this.rows.countDocuments({ fenced: trusted({ $exists: false }) }).exec());
  }
}
