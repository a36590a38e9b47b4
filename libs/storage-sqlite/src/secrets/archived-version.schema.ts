import type { SchemaHistory } from '../engine/schema-history.js';

/**
 * `secret_versions`: the sealed bytes of versions that are not current; `sealed` is null in the marker of a destroyed
 * one. `held` says which rows hold bytes, so that neither a sweep nor a count reads any.
 */
export const ARCHIVED_VERSION_SCHEMA: SchemaHistory = {
  1: `
CREATE TABLE secret_versions (
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  sealed TEXT,
  PRIMARY KEY (id, version)
) STRICT;
`,
  // Some stores of format 1 have `held` already and some do not: the table is copied, which suits both.
  2: `
ALTER TABLE secret_versions RENAME TO secret_versions_1;
CREATE TABLE secret_versions (
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  held INTEGER NOT NULL CHECK (held = (sealed IS NOT NULL)),
  sealed TEXT,
  PRIMARY KEY (id, version)
) STRICT;
INSERT INTO secret_versions (id, version, at, held, sealed)
  SELECT id, version, at, sealed IS NOT NULL, sealed FROM secret_versions_1;
DROP TABLE secret_versions_1;
CREATE INDEX secret_versions_held ON secret_versions (held, id, version, at);
`,
};
