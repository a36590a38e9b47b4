import { type PreloginKey, PreloginKeyStore } from '#auth';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { preloginKeyMapper } from './prelogin-key.mapper.js';

/** The prelogin key on SQLite: one document. */
export class SqlitePreloginKeyStore extends PreloginKeyStore {
  override readonly keys: SqliteDocuments<PreloginKey>;

  constructor(database: Database) {
    super();
    this.keys = new SqliteDocuments(database, preloginKeyMapper);
  }
}
