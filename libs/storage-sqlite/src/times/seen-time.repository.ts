import { type SeenTime, SeenTimes } from '#kernel';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { seenTimeMapper } from './seen-time.mapper.js';

/** The time that was last seen, on SQLite: one document. */
export class SqliteSeenTimes extends SeenTimes {
  override readonly times: SqliteDocuments<SeenTime>;

  constructor(database: Database) {
    super();
    this.times = new SqliteDocuments(database, seenTimeMapper);
  }
}
