import type { StoredFormat } from '#kernel';
import type { DocumentMapper } from '../documents.js';
import type { Database } from './database.js';
import { text } from './sql.js';
import type { SqlValue } from './write-protocol.js';

/** Columns beside the document, computed from it, for indexes and triggers. They are not read back. */
export type IndexedColumns<T> = Readonly<Record<string, (value: T) => SqlValue>>;

/**
 * A mapper for a table with the columns `id`, `revision`, those of `indexed`, and `body`: the whole document as JSON.
 * `format` writes and reads the document.
 */
export function jsonMapper<T extends object>(
  table: string,
  format: StoredFormat<T>,
  indexed: IndexedColumns<T> = {},
): DocumentMapper<T> {
  return {
    table,
    columns: [...Object.keys(indexed), 'body'],
    read: ['body'],
    toRow: (value) => [...Object.values(indexed).map((of) => of(value)), JSON.stringify(format.toStored(value))],
    fromRow: (row) => format.fromStored(JSON.parse(text(row.body))),
  };
}

/** The table of documents that are only found by their id. */
export function jsonTable(table: string): string {
  return `CREATE TABLE ${table} (id TEXT NOT NULL PRIMARY KEY, revision INTEGER NOT NULL, body TEXT NOT NULL) STRICT;\n`;
}

/** A mapper for documents that a sweep removes after their expiry. Their table also has `expires_at`. */
export function expiringMapper<T extends { readonly expiresAt: number }>(
  table: string,
  format: StoredFormat<T>,
): DocumentMapper<T> {
  return jsonMapper(table, format, { expires_at: ({ expiresAt }) => expiresAt });
}

/** The table of documents that expire. */
export function expiringTable(table: string): string {
  return `
CREATE TABLE IF NOT EXISTS ${table} (
  id TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS ${table}_by_expiry ON ${table} (expires_at);
`;
}

/** Ids of at most `limit` documents that expired before `at`, oldest expiry first. */
export async function expiredIds({ reader }: Database, table: string, at: number, limit: number): Promise<string[]> {
  const rows = await reader.all(expiredSql(table), at, limit);
  return rows.map((row) => text(row.id));
}

/** Exported for the test of its plan. */
export function expiredSql(table: string): string {
  return `SELECT id FROM ${table} WHERE expires_at < ? ORDER BY expires_at LIMIT ?`;
}
