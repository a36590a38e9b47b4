import { type Setup, SetupStore } from '#auth';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { setupMapper } from './setup.mapper.js';

/** The state of setup on SQLite: one document. */
export class SqliteSetupStore extends SetupStore {
  override readonly setups: SqliteDocuments<Setup>;

  constructor(database: Database) {
    super();
    this.setups = new SqliteDocuments(database, setupMapper);
  }
}
