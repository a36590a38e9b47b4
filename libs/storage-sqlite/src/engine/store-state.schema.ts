import type { SchemaHistory } from './schema-history.js';

/**
 * What the store keeps about itself and for every feature's documents.
 *
 * - `store_state`: one row that every opening writes, and every check.
 * - `published`: which request published which document, for {@link PUBLISHED_MEMORY_MS}; a table of its own, so that a
 *   document that is written often costs no more to write.
 * - `fences`: ids that were taken so that a late insert cannot land.
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
