import type { Stored } from '#kernel';
import { type ApiKey, ApiKeyStore, type KeyUse } from '#service-accounts';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { integer, text, textOrNull } from '../engine/sql.js';
import { apiKeyMapper } from './api-key.mapper.js';

const OF_ACCOUNT = 'SELECT revision, body FROM api_keys WHERE account_id = ?';
const NEWEST_FIRST = 'ORDER BY id DESC LIMIT ?';

/** The reads of many rows. Exported for the test of their query plans. */
export const API_KEY_READS = {
  newest: `${OF_ACCOUNT} ${NEWEST_FIRST}`,
  older: `${OF_ACCOUNT} AND id < ? ${NEWEST_FIRST}`,
  liveCount: 'SELECT count(*) AS live FROM api_keys WHERE account_id = ? AND over_at > ?',
  over: 'SELECT id FROM api_keys WHERE over_at < ? ORDER BY over_at LIMIT ?',
  uses: 'SELECT id, used_at, ip FROM api_key_uses WHERE id IN (SELECT value FROM json_each(?))',
  reminders: 'SELECT id FROM api_keys WHERE remind_at < ? ORDER BY remind_at LIMIT ?',
} as const;

const NOTE_USE = `
  INSERT INTO api_key_uses (id, used_at, ip) VALUES (?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET used_at = excluded.used_at, ip = excluded.ip WHERE excluded.used_at > used_at`;
const FORGET_USE = 'DELETE FROM api_key_uses WHERE id = ?';

/** Keys of service accounts on SQLite. */
export class SqliteApiKeyStore extends ApiKeyStore {
  override readonly keys: SqliteDocuments<ApiKey>;

  constructor(private readonly database: Database) {
    super();
    this.keys = new SqliteDocuments(database, apiKeyMapper);
  }

  async ofAccount(accountId: string, before: string | null, limit: number): Promise<Stored<ApiKey>[]> {
    const { reader } = this.database;
    const rows =
      before === null
        ? await reader.all(API_KEY_READS.newest, accountId, limit)
        : await reader.all(API_KEY_READS.older, accountId, before, limit);
    return rows.map((row) => this.keys.toStored(row));
  }

  async liveCount(accountId: string, now: number): Promise<number> {
    return integer((await this.database.reader.get(API_KEY_READS.liveCount, accountId, now))?.live);
  }

  overBefore(at: number, limit: number): Promise<string[]> {
    return this.ids(API_KEY_READS.over, at, limit);
  }

  remindersBefore(at: number, limit: number): Promise<string[]> {
    return this.ids(API_KEY_READS.reminders, at, limit);
  }

  async noteUse(id: string, { at, ip }: KeyUse): Promise<void> {
    await this.database.writer.run([{ sql: NOTE_USE, rows: [[id, at, ip]] }]);
  }

  async usesOf(ids: readonly string[]): Promise<ReadonlyMap<string, KeyUse>> {
    const rows = await this.database.reader.all(API_KEY_READS.uses, JSON.stringify(ids));
    return new Map(rows.map((row) => [text(row.id), { at: integer(row.used_at), ip: textOrNull(row.ip) }]));
  }

  async forgetUse(id: string): Promise<void> {
    await this.database.writer.run([{ sql: FORGET_USE, rows: [[id]] }]);
  }

  private async ids(sql: string, at: number, limit: number): Promise<string[]> {
    return (await this.database.reader.all(sql, at, limit)).map((row) => text(row.id));
  }
}
