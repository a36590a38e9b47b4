import type { SchemaHistory } from './schema-history.js';

/**
 * The store's own tables, which serve the documents of every feature.
 *
 * - `store_state`: one row that every opening and every check writes.
 * - `published`: which request published which document in the last 10 minutes. A separate table, so that a document
 * which   is written often does not become slower to write.
 * - `fences`: ids that a fence took, so that a late insert cannot land.
 */
export const STORE_STATE_SCHEMA: SchemaHistory = {
  1: `
CREATE TABLE store_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  opened INTEGER NOT NULL,
  checked INTEGER NOT NULL
) STRICT;
INSERT INTO store_state (id, opened, checked) VALUES (1, 0, 0);

CREATE TABLE published (
  collection TEXT NOT NULL,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  request_id TEXT NOT NULL,
  PRIMARY KEY (collection, id, at, request_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE fences (
  collection TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (collection, id)
) STRICT, WITHOUT ROWID;
`,
};
