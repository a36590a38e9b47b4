import type { SchemaHistory } from '../engine/schema-history.js';

/**
 * `node_leases`: how long each node is alive. A few names are no nodes: marks of `TokenWatch`. `sweep_place`: one row, the
 * node that settles what dead nodes left open.
 */
export const NODE_LEASE_SCHEMA: SchemaHistory = {
  1: `
CREATE TABLE node_leases (
  node TEXT NOT NULL PRIMARY KEY,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sweep_place (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  node TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT;
`,
  21: 'ALTER TABLE sweep_place ADD COLUMN address TEXT;',
};
