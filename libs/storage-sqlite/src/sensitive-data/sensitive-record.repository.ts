import type { Stored } from '#kernel';
import { SensitiveDataStore, type SensitiveRecord } from '#sensitive-data';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { integer } from '../engine/sql.js';
import { sensitiveRecordMapper } from './sensitive-record.mapper.js';

/** The reads of many rows. Exported for the test of their query plans. */
export const SENSITIVE_DATA_READS = {
  list: 'SELECT revision, body FROM sensitive_data WHERE owner_id = ? AND id > ? ORDER BY id LIMIT ?',
  count: 'SELECT count(*) AS records FROM sensitive_data WHERE owner_id = ?',
} as const;

/** Personal data on SQLite. */
export class SqliteSensitiveDataStore extends SensitiveDataStore {
  override readonly records: SqliteDocuments<SensitiveRecord>;

  constructor(private readonly database: Database) {
    super();
    this.records = new SqliteDocuments(database, sensitiveRecordMapper);
  }

  async list(ownerId: string, after: string | null, limit: number): Promise<Stored<SensitiveRecord>[]> {
    const rows = await this.database.reader.all(SENSITIVE_DATA_READS.list, ownerId, after ?? '', limit);
    return rows.map((row) => this.records.toStored(row));
  }

  async count(ownerId: string): Promise<number> {
    return integer((await this.database.reader.get(SENSITIVE_DATA_READS.count, ownerId))?.records);
  }
}
