import type { Sealed, Stored } from '#kernel';
import {
  type ListPlace,
  type PathRange,
  type Secret,
  type SecretBound,
  type SecretState,
  SecretStore,
  type SecretSummary,
} from '#secrets';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { mapped } from '../engine/mapped.js';
import { integer, text } from '../engine/sql.js';
import { SqliteArchive } from './archived-version.repository.js';
import { SUMMARY_COLUMNS, secretMapper, storedSummary } from './secret.mapper.js';

const SUMMARY = `SELECT ${SUMMARY_COLUMNS} FROM secrets`;
const HEAD = `SELECT ${SUMMARY_COLUMNS}, current, versions FROM secrets`;
const PLACE = 'SELECT path, id FROM secrets';
const BY_PATH = `${HEAD} WHERE path_key = ? AND state = 'live'`;

/** The reads of many rows. Exported for the test of their query plans. */
export const SECRET_READS = {
  // The plus keeps the planner from an index of states, which would read every live secret.
  byPaths: `${HEAD} WHERE path_key IN (SELECT value FROM json_each(?)) AND +state = 'live'`,
  scan: `${SUMMARY} WHERE state = ? AND (path, id) > (?, ?) ORDER BY path, id LIMIT ?`,
  scanBelow: `${SUMMARY} WHERE state = ? AND (path, id) > (?, ?) AND path < ? ORDER BY path, id LIMIT ?`,
  // SQLite uses this partial index only if a condition repeats the index's own.
  duePurge: `
    ${SUMMARY} INDEXED BY secrets_due_purge WHERE state <> 'live' AND state = 'purging'
    UNION ALL
    ${SUMMARY} INDEXED BY secrets_due_purge WHERE state <> 'live' AND state = 'deleted' AND deleted_at < ? LIMIT ?`,
  createdBy: `${PLACE} WHERE state = ? AND created_by = ? LIMIT ?`,
  expiresBefore: `${PLACE} WHERE state = ? AND expires_at < ? LIMIT ?`,
  updatedBefore: `${PLACE} WHERE state = ? AND updated_at < ? LIMIT ?`,
  // By way of the index of places: in a row, a long value stands before columns that a summary has.
  summaries: `
    SELECT ${SUMMARY_COLUMNS} FROM secrets INDEXED BY secrets_by_place
    WHERE (state, path, id) IN (SELECT state, path, id FROM secrets WHERE id IN (SELECT value FROM json_each(?)))`,
  headsAfter: `${HEAD} WHERE id > ? ORDER BY id LIMIT ?`,
  count: 'SELECT count(*) AS n FROM secrets',
} as const;

/** Secrets on SQLite. Heads and archived versions are in separate tables. */
export class SqliteSecretStore extends SecretStore {
  override readonly heads: SqliteDocuments<Secret>;
  private readonly versions: SqliteArchive;

  constructor(private readonly database: Database) {
    super();
    this.heads = new SqliteDocuments(database, secretMapper);
    this.versions = new SqliteArchive(database);
  }

  async findByPath(path: string): Promise<Stored<Secret> | null> {
    const row = await this.database.reader.get(BY_PATH, path);
    return row && this.heads.toStored(row);
  }

  async findByPaths(paths: readonly string[]): Promise<Stored<Secret>[]> {
    const rows = await this.database.reader.all(SECRET_READS.byPaths, JSON.stringify(paths));
    return mapped(this.database.clock, rows, (row) => this.heads.toStored(row));
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
        ? await reader.lists(SECRET_READS.scan, state, path, id, limit)
        : await reader.lists(SECRET_READS.scanBelow, state, path, id, range.to, limit);
    return mapped(this.database.clock, rows, storedSummary);
  }

  async placesWithin(state: SecretState, bound: SecretBound, most: number): Promise<ListPlace[] | null> {
    const [[name, value]] = Object.entries(bound) as [
      ['createdBy' | 'expiresBefore' | 'updatedBefore', string | number],
    ];
    const rows = await this.database.reader.all(SECRET_READS[name], state, value, most + 1);
    return rows.length > most ? null : rows.map((row) => ({ path: text(row.path), id: text(row.id) }));
  }

  async summaries(ids: readonly string[]): Promise<Stored<SecretSummary>[]> {
    const rows = await this.database.reader.lists(SECRET_READS.summaries, JSON.stringify(ids));
    return mapped(this.database.clock, rows, storedSummary);
  }

  archive(id: string, version: number, sealed: Sealed, at: number): Promise<void> {
    return this.versions.keep(id, version, sealed, at);
  }

  loadVersion(id: string, version: number): Promise<Sealed | null> {
    return this.versions.load(id, version);
  }

  destroyVersion(id: string, version: number, at: number): Promise<void> {
    return this.versions.destroy(id, version, at);
  }

  removeVersion(id: string, version: number): Promise<void> {
    return this.versions.remove(id, version);
  }

  removeVersions(id: string): Promise<void> {
    return this.versions.removeAll(id);
  }

  async duePurge(before: number, limit: number): Promise<Stored<SecretSummary>[]> {
    return (await this.database.reader.lists(SECRET_READS.duePurge, before, limit)).map(storedSummary);
  }

  archivedBefore(
    before: number,
    after: { readonly id: string; readonly version: number } | null,
    limit: number,
  ): Promise<{ readonly id: string; readonly version: number }[]> {
    return this.versions.writtenBefore(before, after, limit);
  }

  async headsAfter(after: string | null, limit: number): Promise<Stored<Secret>[]> {
    const rows = await this.database.reader.all(SECRET_READS.headsAfter, after ?? '', limit);
    return mapped(this.database.clock, rows, (row) => this.heads.toStored(row));
  }

  replaceVersion(id: string, version: number, expected: Sealed, next: Sealed): Promise<boolean> {
    return this.versions.replace(id, version, expected, next);
  }

  async countSealed(): Promise<number> {
    return integer((await this.database.reader.get(SECRET_READS.count))?.n) + (await this.versions.count());
  }
}

/** The later of `from` and `after`, compared as UTF-8 bytes. No id is empty, so `from` itself is included. */
function later(from: string, after: ListPlace | null): ListPlace {
  if (after && Buffer.compare(Buffer.from(after.path), Buffer.from(from)) >= 0) return after;
  return { path: from, id: '' };
}
