import { type Session, SessionStore } from '#auth';
import type { Documents, Stored } from '#kernel';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { integer, text } from '../engine/sql.js';
import { sessionMapper } from './session.mapper.js';

const LIVE_OF = `
  SELECT revision, body FROM sessions
  WHERE user_id = ? AND revoked_at IS NULL ORDER BY created_at DESC, id DESC LIMIT ?`;
const EXPIRED = 'SELECT id FROM sessions WHERE absolute_expires_at < ? ORDER BY absolute_expires_at LIMIT ?';

/** Sessions on SQLite. */
export class SqliteSessionStore extends SessionStore {
  readonly sessions: Documents<Session>;

  constructor(private readonly database: Database) {
    super();
    this.sessions = new SqliteDocuments(database, sessionMapper);
  }

  async liveOf(userId: string, limit: number): Promise<Stored<Session>[]> {
    const rows = this.database.reader.all(LIVE_OF, userId, limit);
    return rows.map((row) => ({ revision: integer(row.revision), value: sessionMapper.fromRow(row) }));
  }

  async expiredBefore(at: number, limit: number): Promise<string[]> {
    return this.database.reader.all(EXPIRED, at, limit).map((row) => text(row.id));
  }
}
