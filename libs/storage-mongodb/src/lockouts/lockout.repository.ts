import { type Model, trusted } from 'mongoose';
import { type Lockout, LockoutStore } from '#auth';
import type { Clock } from '#kernel';
import { MongoDocuments } from '../documents.js';
import { reading } from '../engine/failures.js';
import { lockoutMapper } from './lockout.mapper.js';
import type { LockoutRow } from './lockout.schema.js';

export class MongoLockoutStore extends LockoutStore {
  override readonly lockouts: MongoDocuments<Lockout, LockoutRow>;

  constructor(
    private readonly rows: Model<LockoutRow>,
    clock: Clock,
  ) {
    super();
    this.lockouts = new MongoDocuments(rows, lockoutMapper, clock);
  }

  async expiredBefore(at: number, limit: number): Promise<string[]> {
    const expired = { expiresAt: trusted({ $lt: at }) };
    const rows = await reading(() =>
      this.rows.find(expired, { _id: 1 }).sort({ expiresAt: 1 }).limit(limit).lean().exec(),
    );
    return rows.map((row) => row._id);
  }
}
