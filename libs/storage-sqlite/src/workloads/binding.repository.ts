import type { Stored } from '#kernel';
import { type Binding, BindingStore } from '#service-accounts';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { text } from '../engine/sql.js';
import { bindingMapper } from './binding.mapper.js';

/** The reads. Exported for the test of their query plans. */
export const BINDING_READS = {
  live: `SELECT revision, body FROM bindings
    WHERE account_id = ? AND ended_at IS NULL AND id > ? ORDER BY id LIMIT ?`,
  ofAccount: 'SELECT id FROM bindings WHERE account_id = ? LIMIT ?',
  ended: 'SELECT id FROM bindings WHERE ended_at < ? ORDER BY ended_at LIMIT ?',
} as const;

/** Bindings of service accounts on SQLite. */
export class SqliteBindingStore extends BindingStore {
  override readonly bindings: SqliteDocuments<Binding>;

  constructor(private readonly database: Database) {
    super();
    this.bindings = new SqliteDocuments(database, bindingMapper);
  }

  async ofAccount(accountId: string, after: string | null, limit: number): Promise<Stored<Binding>[]> {
    const rows = await this.database.reader.all(BINDING_READS.live, accountId, after ?? '', limit);
    return rows.map((row) => this.bindings.toStored(row));
  }

  async idsOf(accountId: string, limit: number): Promise<string[]> {
    const rows = await this.database.reader.all(BINDING_READS.ofAccount, accountId, limit);
    return rows.map((row) => text(row.id));
  }

  async endedBefore(at: number, limit: number): Promise<string[]> {
    return (await this.database.reader.all(BINDING_READS.ended, at, limit)).map((row) => text(row.id));
  }
}
