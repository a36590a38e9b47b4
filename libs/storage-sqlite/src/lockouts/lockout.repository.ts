import { type Lockout, LockoutStore } from '#auth';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { expiredIds } from '../engine/json-documents.js';
import { lockoutMapper } from './lockout.mapper.js';

/** Failed attempts on each name, on SQLite. */
export class SqliteLockoutStore extends LockoutStore {
  override readonly lockouts: SqliteDocuments<Lockout>;

  constructor(private readonly database: Database) {
    super();
    this.lockouts = new SqliteDocuments(database, lockoutMapper);
  }

  async expiredBefore(at: number, limit: number): Promise<string[]> {
    return expiredIds(this.database, lockoutMapper.table, at, limit);
  }
}
