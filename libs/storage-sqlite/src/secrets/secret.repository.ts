import { asSealed, type Documents, type Sealed, type Stored } from '#kernel';
import {
  type ListPlace,
  type PathRange,
  type Secret,
  type SecretState,
  SecretStore,
  type SecretSummary,
} from '#secrets';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { integer, type SqlRow, text } from '../engine/sql.js';
import { secretMapper, toSummary } from './secret.mapper.js';

const HEAD = 'SELECT revision, summary, current FROM secrets';
const SUMMARY = 'SELECT revision, summary FROM secrets';
const BY_PATH = `${HEAD} WHERE path_key = ? AND state = 'live'`;

/** The reads of many rows; exported for the test of their plans. */
export const SECRET_READS = {
  scan: `${SUMMARY} WHERE state = ? AND (path, id) > (?, ?) ORDER BY path, id LIMIT ?`,
  scanBelow: `${SUMMARY} WHERE state = ? AND (path, id) > (?, ?) AND path < ? ORDER BY path, id LIMIT ?`,
  duePurge: `
    ${SUMMARY} WHERE state = 'purging'
    UNION ALL ${SUMMARY} WHERE state = 'deleted' AND deleted_at < ? LIMIT ?`,
  archived: `
    SELECT id, version FROM secret_versions
    WHERE held = 1 AND (id, version) > (?, ?) AND at < ? ORDER BY id, version LIMIT ?`,
  headsAfter: `${HEAD} WHERE id > ? ORDER BY id LIMIT ?`,
  countSealed: `
    SELECT (SELECT count(*) FROM secrets) + (SELECT count(*) FROM secret_versions WHERE held = 1) AS n`,
} as const;

const ARCHIVE = 'INSERT OR IGNORE INTO secret_versions (id, version, at, held, sealed) VALUES (?, ?, ?, 1, ?)';
const MARK = `
  INSERT INTO secret_versions (id, version, at, held, sealed) VALUES (?, ?, ?, 0, NULL)
  ON CONFLICT (id, version) DO UPDATE SET at = excluded.at, held = 0, sealed = NULL WHERE held = 1`;
const LOAD_VERSION = 'SELECT sealed FROM secret_versions WHERE id = ? AND version = ? AND sealed IS NOT NULL';
const REPLACE_VERSION = 'UPDATE secret_versions SET sealed = ? WHERE id = ? AND version = ? AND sealed = ?';
const REMOVE_VERSION = 'DELETE FROM secret_versions WHERE id = ? AND version = ?';
const REMOVE_VERSIONS = 'DELETE FROM secret_versions WHERE id = ?';
/** Secrets on SQLite: heads and archived versions, each in a table of its own. */
export class SqliteSecretStore extends SecretStore {
  readonly heads: Documents<Secret>;

  constructor(private readonly database: Database) {
    super();
    this.heads = new SqliteDocuments(database, secretMapper);
  }

  async findByPath(path: string): Promise<Stored<Secret> | null> {
    const row = this.database.reader.get(BY_PATH, path);
    return row && stored(row);
  }

  async scan(
    state: SecretState,
    range: PathRange,
    after: ListPlace | null,
    limit: number,
  ): Promise<Stored<SecretSummary>[]> {
    const { path, id } = later(range.from, after);
    const { reader } = this.database;
    const rows =
      range.to === null
        ? reader.all(SECRET_READS.scan, state, path, id, limit)
        : reader.all(SECRET_READS.scanBelow, state, path, id, range.to, limit);
    return rows.map(storedSummary);
  }

  async archive(id: string, version: number, sealed: Sealed, at: number): Promise<void> {
    await this.database.writer.run([{ sql: ARCHIVE, rows: [[id, version, at, sealed]] }]);
  }

  async loadVersion(id: string, version: number): Promise<Sealed | null> {
    const row = this.database.reader.get(LOAD_VERSION, id, version);
    return row && asSealed(text(row.sealed));
  }

  async destroyVersion(id: string, version: number, at: number): Promise<void> {
    await this.database.writer.run([{ sql: MARK, rows: [[id, version, at]] }]);
  }

  async removeVersion(id: string, version: number): Promise<void> {
    await this.database.writer.run([{ sql: REMOVE_VERSION, rows: [[id, version]] }]);
  }

  async removeVersions(id: string): Promise<void> {
    await this.database.writer.run([{ sql: REMOVE_VERSIONS, rows: [[id]] }]);
  }

  async duePurge(before: number, limit: number): Promise<Stored<SecretSummary>[]> {
    return this.database.reader.all(SECRET_READS.duePurge, before, limit).map(storedSummary);
  }

  async archivedBefore(
    before: number,
    after: { readonly id: string; readonly version: number } | null,
    limit: number,
  ): Promise<{ readonly id: string; readonly version: number }[]> {
    const rows = this.database.reader.all(SECRET_READS.archived, after?.id ?? '', after?.version ?? 0, before, limit);
    return rows.map((row) => ({ id: text(row.id), version: integer(row.version) }));
  }

  async headsAfter(after: string | null, limit: number): Promise<Stored<Secret>[]> {
    return this.database.reader.all(SECRET_READS.headsAfter, after ?? '', limit).map(stored);
  }

  async replaceVersion(id: string, version: number, expected: Sealed, next: Sealed): Promise<boolean> {
    const rows = [[next, id, version, expected]];
    const landing = await this.database.writer.run([{ sql: REPLACE_VERSION, rows, needsChange: true }]);
    return landing === 'done';
  }

  async countSealed(): Promise<number> {
    return integer(this.database.reader.get(SECRET_READS.countSealed)?.n);
  }
}

/** The later of a range's beginning (no id is empty, so it is inclusive) and of a place; as UTF-8 bytes. */
function later(from: string, after: ListPlace | null): ListPlace {
  if (after && Buffer.compare(Buffer.from(after.path), Buffer.from(from)) >= 0) return after;
  return { path: from, id: '' };
}

function stored(row: SqlRow): Stored<Secret> {
  return { revision: integer(row.revision), value: secretMapper.fromRow(row) };
}

function storedSummary(row: SqlRow): Stored<SecretSummary> {
  return { revision: integer(row.revision), value: toSummary(row) };
}
