import { type Model, type QueryFilter, trusted } from 'mongoose';
import type { Clock, Stored } from '#kernel';
import { type ApiKey, ApiKeyStore, type KeyUse } from '#service-accounts';
import { MongoDocuments } from '../documents.js';
import { deadline, orWhenDuplicate, reading, writing } from '../engine/failures.js';
import { apiKeyMapper } from './api-key.mapper.js';
import type { ApiKeyRow, ApiKeyUseRow } from './api-key.schema.js';

const VISIBLE = { published: 0 } as const;

/** Keys of service accounts on MongoDB. */
export class MongoApiKeyStore extends ApiKeyStore {
  override readonly keys: MongoDocuments<ApiKey, ApiKeyRow>;

  constructor(
    private readonly rows: Model<ApiKeyRow>,
    private readonly uses: Model<ApiKeyUseRow>,
    clock: Clock,
  ) {
    super();
    this.keys = new MongoDocuments(rows, apiKeyMapper, clock);
  }

  async ofAccount(accountId: string, before: string | null, limit: number): Promise<Stored<ApiKey>[]> {
    const older = before === null ? {} : { _id: trusted({ $lt: before }) };
    const own = { accountId, ...older };
    const rows = await reading(() => this.rows.find(own, VISIBLE).sort({ _id: -1 }).limit(limit).lean().exec());
    return rows.map((row) => this.keys.toStored(row));
  }

  liveCount(accountId: string, now: number): Promise<number> {
    return reading(() => this.rows.countDocuments({ accountId, overAt: trusted({ $gt: now }) }).exec());
  }

  overBefore(at: number, limit: number): Promise<string[]> {
    return this.ids({ overAt: trusted({ $lt: at }) }, 'overAt', limit);
  }

  remindersBefore(at: number, limit: number): Promise<string[]> {
    return this.ids({ remindAt: trusted({ $lt: at }) }, 'remindAt', limit);
  }

  /** No upsert: in a race with an insert, FerretDB answers wrongly. */
  async noteUse(id: string, use: KeyUse): Promise<void> {
    const until = deadline();
    if (await this.raiseUse(id, use, until)) return;
    const make = async () => {
      await this.uses.insertOne({ _id: id, ...use });
      return 'made';
    };
    // The row is there: it is as late, or another node has made it just now.
    if ((await orWhenDuplicate(writing(make, until), 'taken')) === 'taken') await this.raiseUse(id, use, until);
  }

  async usesOf(ids: readonly string[]): Promise<ReadonlyMap<string, KeyUse>> {
    const rows = await reading(() =>
      this.uses
        .find({ _id: trusted({ $in: [...ids] }) })
        .lean()
        .exec(),
    );
    return new Map(rows.map(({ _id, at, ip }) => [_id, { at, ip: ip ?? null }]));
  }

  async forgetUse(id: string): Promise<void> {
    await writing(() => this.uses.deleteOne({ _id: id }).exec());
  }

  private async raiseUse(id: string, { at, ip }: KeyUse, until: number): Promise<boolean> {
    const earlier = { _id: id, at: trusted({ $lt: at }) };
    const { matchedCount } = await writing(() => this.uses.updateOne(earlier, { $set: { at, ip } }).exec(), until);
    return matchedCount > 0;
  }

  private async ids(filter: QueryFilter<ApiKeyRow>, by: 'overAt' | 'remindAt', limit: number): Promise<string[]> {
    const rows = await reading(() =>
      this.rows
        .find(filter, { _id: 1 })
        .sort({ [by]: 1 })
        .limit(limit)
        .lean()
        .exec(),
    );
    return rows.map((row) => row._id);
  }
}
