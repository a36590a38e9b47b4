import { type Creation, CreationStore } from '#idempotency';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { expiredIds } from '../engine/json-documents.js';
import { text } from '../engine/sql.js';
import { creationMapper } from './creation.mapper.js';

/** The reads of many rows. Exported for the test of their query plans. */
export const CREATION_READS = {
  ofOwners:
    "SELECT id FROM creations WHERE coalesce(body ->> '$.owner', '') IN (SELECT value FROM json_each(?)) LIMIT ?",
  ofObject: "SELECT id FROM creations WHERE body ->> '$.objectId' = ? LIMIT ?",
} as const;

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

  async idsOf(owners: readonly string[], limit: number): Promise<string[]> {
    const rows = await this.database.reader.all(CREATION_READS.ofOwners, JSON.stringify(owners), limit);
    return rows.map((row) => text(row.id));
  }

  async idsOfObject(objectId: string, limit: number): Promise<string[]> {
    const rows = await this.database.reader.all(CREATION_READS.ofObject, objectId, limit);
    return rows.map((row) => text(row.id));
  }
}
