import type { DocumentMapper } from '../documents.js';
import type { Database } from './database.js';
import { text } from './sql.js';

/** A mapper for documents that are only ever found by their id: a table with `id`, `revision` and `body` (JSON). */
export function jsonMapper<T>(table: string): DocumentMapper<T> {
  return {
    table,
    columns: ['body'],
    read: ['body'],
    toRow: (value) => [JSON.stringify(value)],
    fromRow: (row) => JSON.parse(text(row.body)),
  };
}

/** The table of such documents. */
export function jsonTable(table: string): string {
  return `CREATE TABLE ${table} (id TEXT NOT NULL PRIMARY KEY, revision INTEGER NOT NULL, body TEXT NOT NULL) STRICT;\n`;
}

/** A mapper for such documents that a sweep removes: their table has `expires_at` as well. */
export function expiringMapper<T extends { readonly expiresAt: number }>(table: string): DocumentMapper<T> {
  return {
    ...jsonMapper<T>(table),
    columns: ['expires_at', 'body'],
    toRow: (value) => [value.expiresAt, JSON.stringify(value)],
  };
}

/** Their table. */
export function expiringTable(table: string): string {
  return `
CREATE TABLE ${table} (
  id TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX ${table}_by_expiry ON ${table} (expires_at);
`;
}

/** Ids of at most `limit` of them that expired before `at`, oldest first. */
export function expiredIds({ reader }: Database, table: string, at: number, limit: number): string[] {
  return reader.all(expiredSql(table), at, limit).map((row) => text(row.id));
}

/** Exported for the test of its plan. */
export function expiredSql(table: string): string {
  return `SELECT id FROM ${table} WHERE expires_at < ? ORDER BY expires_at LIMIT ?`;
}
