import type { Stored } from '#kernel';
import { type Binding, BindingStore } from '#service-accounts';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { bindingMapper } from './binding.mapper.js';

/** The read. Exported for the test of its query plan. */
export const BINDINGS_OF_ACCOUNT =
  'SELECT revision, body FROM bindings WHERE account_id = ? AND id > ? ORDER BY id LIMIT ?';

/** Bindings of service accounts on SQLite. */
export class SqliteBindingStore extends BindingStore {
  override readonly bindings: SqliteDocuments<Binding>;

  constructor(private readonly database: Database) {
    super();
    this.bindings = new SqliteDocuments(database, bindingMapper);
  }

  async ofAccount(accountId: string, after: string | null, limit: number): Promise<Stored<Binding>[]> {
    const rows = await this.database.reader.all(BINDINGS_OF_ACCOUNT, accountId, after ?? '', limit);
    return rows.map((row) => this.bindings.toStored(row));
  }
}
