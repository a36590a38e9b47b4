import { type Wrap, type WrapKind, WrapStore } from '#handover';
import type { Stored } from '#kernel';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { integer, text } from '../engine/sql.js';
import type { SqlValue } from '../engine/write-protocol.js';
import { wrapMapper } from './wrap.mapper.js';

const ROWS = 'SELECT revision, body FROM wraps';
const NEWEST_FIRST = 'ORDER BY id DESC LIMIT ?';
const OF_KIND = "body ->> '$.kind' = ?";

/** The reads of many rows. Exported for the test of their query plans. */
export const WRAP_READS = {
  due: 'SELECT id FROM wraps WHERE due_at < ? ORDER BY due_at LIMIT ?',
  sealed: `${ROWS} WHERE is_sealed = 1 AND id > ? ORDER BY id LIMIT ?`,
  countSealed: 'SELECT count(*) AS count FROM wraps WHERE is_sealed = 1',
  countLive: 'SELECT count(*) AS count FROM wraps WHERE is_sealed = 1 AND maker_id = ? AND expires_at > ?',
  newest: `${ROWS} WHERE maker_id = ? AND subject_id = ? ${NEWEST_FIRST}`,
  older: `${ROWS} WHERE maker_id = ? AND subject_id = ? AND id < ? ${NEWEST_FIRST}`,
  sealedOf: `${ROWS} WHERE is_sealed = 1 AND subject_id = ? AND ${OF_KIND} LIMIT ?`,
  sealedOfVersion: `${ROWS} WHERE is_sealed = 1 AND subject_id = ? AND ${OF_KIND} AND body ->> '$.version' = ? LIMIT ?`,
  ofMaker: 'SELECT id FROM wraps WHERE maker_id = ? LIMIT ?',
} as const;

/** Wraps on SQLite. */
export class SqliteWrapStore extends WrapStore {
  override readonly wraps: SqliteDocuments<Wrap>;

  constructor(private readonly database: Database) {
    super();
    this.wraps = new SqliteDocuments(database, wrapMapper);
  }

  dueBefore(at: number, limit: number): Promise<string[]> {
    return this.ids(WRAP_READS.due, at, limit);
  }

  sealedAfter(after: string | null, limit: number): Promise<Stored<Wrap>[]> {
    return this.rows(WRAP_READS.sealed, after ?? '', limit);
  }

  countSealed(): Promise<number> {
    return this.count(WRAP_READS.countSealed);
  }

  countLive(makerId: string, now: number): Promise<number> {
    return this.count(WRAP_READS.countLive, makerId, now);
  }

  madeOf(makerId: string, subjectId: string, before: string | null, limit: number): Promise<Stored<Wrap>[]> {
    return before === null
      ? this.rows(WRAP_READS.newest, makerId, subjectId, limit)
      : this.rows(WRAP_READS.older, makerId, subjectId, before, limit);
  }

  sealedOf(kind: WrapKind, subjectId: string, version: number | null, limit: number): Promise<Stored<Wrap>[]> {
    return version === null
      ? this.rows(WRAP_READS.sealedOf, subjectId, kind, limit)
      : this.rows(WRAP_READS.sealedOfVersion, subjectId, kind, version, limit);
  }

  idsOf(makerId: string, limit: number): Promise<string[]> {
    return this.ids(WRAP_READS.ofMaker, makerId, limit);
  }

  private async ids(sql: string, ...values: SqlValue[]): Promise<string[]> {
    return (await this.database.reader.all(sql, ...values)).map((row) => text(row.id));
  }

  private async rows(sql: string, ...values: SqlValue[]): Promise<Stored<Wrap>[]> {
    return (await this.database.reader.all(sql, ...values)).map((row) => this.wraps.toStored(row));
  }

  private async count(sql: string, ...values: SqlValue[]): Promise<number> {
    const row = await this.database.reader.get(sql, ...values);
    return integer(row?.count);
  }
}
