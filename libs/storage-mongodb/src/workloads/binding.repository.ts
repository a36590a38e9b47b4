import { type Model, trusted } from 'mongoose';
import type { Stored } from '#kernel';
import { type Binding, BindingStore } from '#service-accounts';
import { MongoDocuments } from '../documents.js';
import { reading } from '../engine/failures.js';
import { bindingMapper } from './binding.mapper.js';
import type { BindingRow } from './binding.schema.js';

export class MongoBindingStore extends BindingStore {
  override readonly bindings: MongoDocuments<Binding, BindingRow>;

  constructor(private readonly rows: Model<BindingRow>) {
    super();
    this.bindings = new MongoDocuments(rows, bindingMapper);
  }

  async ofAccount(accountId: string, after: string | null, limit: number): Promise<Stored<Binding>[]> {
    const query = { accountId, endedAt: null, _id: trusted({ $gt: after ?? '' }) };
    const rows = await reading(() =>
      this.rows.find(query, { published: 0 }).sort({ _id: 1 }).limit(limit).lean().exec(),
    );
    return rows.map((row) => this.bindings.toStored(row));
  }

  async idsOf(accountId: string, limit: number): Promise<string[]> {
    const rows = await reading(() => this.rows.find({ accountId }, { _id: 1 }).limit(limit).lean().exec());
    return rows.map((row) => row._id);
  }

  async endedBefore(at: number, limit: number): Promise<string[]> {
    const ended = { endedAt: trusted({ $lt: at }) };
    const rows = await reading(() => this.rows.find(ended, { _id: 1 }).sort({ endedAt: 1 }).limit(limit).lean().exec());
    return rows.map((row) => row._id);
  }
}
