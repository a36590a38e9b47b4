import { type Session, SessionStore } from '#auth';
import type { Stored } from '#kernel';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { text } from '../engine/sql.js';
import { sessionMapper } from './session.mapper.js';

const LIVE_OF = 'SELECT revision, body FROM sessions WHERE user_id = ? AND revoked_at IS NULL';
const NEWEST_FIRST = 'ORDER BY id DESC LIMIT ?';

/** The reads of many rows. Exported for the test of their query plans. */
export const SESSION_READS = {
  newest: `${LIVE_OF} ${NEWEST_FIRST}`,
  older: `${LIVE_OF} AND id < ? ${NEWEST_FIRST}`,
  ofUser: 'SELECT id FROM sessions WHERE user_id = ? LIMIT ?',
  expired: 'SELECT id FROM sessions WHERE absolute_expires_at < ? ORDER BY absolute_expires_at LIMIT ?',
} as const;

/** Sessions on SQLite. */
export class SqliteSessionStore extends SessionStore {
  override readonly sessions: SqliteDocuments<Session>;

  constructor(private readonly database: Database) {
    super();
    this.sessions = new SqliteDocuments(database, sessionMapper);
  }

  async liveOf(userId: string, before: string | null, limit: number): Promise<Stored<Session>[]> {
    const { reader } = this.database;
    const rows =
      before === null
        ? await reader.all(SESSION_READS.newest, userId, limit)
        : await reader.all(SESSION_READS.older, userId, before, limit);
    return rows.map((row) => this.sessions.toStored(row));
  }

  async idsOf(userId: string, limit: number): Promise<string[]> {
    return (await this.database.reader.all(SESSION_READS.ofUser, userId, limit)).map((row) => text(row.id));
  }

  async expiredBefore(at: number, limit: number): Promise<string[]> {
    return (await this.database.reader.all(SESSION_READS.expired, at, limit)).map((row) => text(row.id));
  }
}
