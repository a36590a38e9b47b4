import type { DocumentMapper } from '../documents.js';
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
