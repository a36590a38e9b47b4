import { type Creation, CreationStore } from '#idempotency';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { expiredIds } from '../engine/json-documents.js';
import { creationMapper } from './creation.mapper.js';

/** Creations that named an Idempotency-Key, on SQLite. */
export class SqliteCreationStore extends CreationStore {
  override readonly creations: SqliteDocuments<Creation>;

  constructor(private readonly database: Database) {
    super();
    this.creations = new SqliteDocuments(database, creationMapper);
  }

  async expiredBefore(at: number, limit: number): Promise<string[]> {
    return expiredIds(this.database, creationMapper.table, at, limit);
  }
}
