import { type Model, trusted } from 'mongoose';
import type { Clock, Stored } from '#kernel';
import { BINDINGS_MAX, type Binding, BindingStore } from '#service-accounts';
import { MongoDocuments } from '../documents.js';
import { reading } from '../engine/failures.js';
import type { SharedReads } from '../engine/shared-reads.js';
import { bindingMapper } from './binding.mapper.js';
import type { BindingRow } from './binding.schema.js';

/** Bindings of an account that are read together: all, and one that was made too many. */
const AT_ONCE = BINDINGS_MAX + 1;

export class MongoBindingStore extends BindingStore {
  override readonly bindings: MongoDocuments<Binding, BindingRow>;
  private readonly byAccount: SharedReads<BindingRow>;

  constructor(
    private readonly rows: Model<BindingRow>,
    clock: Clock,
  ) {
    super();
    this.bindings = new MongoDocuments(rows, bindingMapper, clock);
    this.byAccount = this.bindings.readsBy('accountId', { rowsAKey: AT_ONCE, also: { endedAt: null } });
  }

  async ofAccount(accountId: string, after: string | null, limit: number): Promise<Stored<Binding>[]> {
    if (after === null && limit <= AT_ONCE) return this.firstOf(accountId, limit);
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

  /** Each exchange asks for these. */
  private async firstOf(accountId: string, limit: number): Promise<Stored<Binding>[]> {
    const rows = await reading(() => this.byAccount.findAll(accountId));
    return rows.slice(0, limit).map((row) => this.bindings.toStored(row));
  }
}
