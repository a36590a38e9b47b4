import type { SchemaHistory } from '../engine/schema-history.js';

/**
 * `secrets`: the heads. The index of places holds what a summary is, so that a read of summaries alone reads neither
 * `current`, the sealed value, nor `versions`. Paths compare as UTF-8 bytes (SQLite's BINARY), which is the order of
 * code points.
 */
export const SECRET_SCHEMA: SchemaHistory = {
  1: `
CREATE TABLE secrets (
  id TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  path TEXT NOT NULL,
  path_key TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  deleted_at INTEGER,
  summary TEXT NOT NULL,
  current TEXT NOT NULL
) STRICT;
CREATE INDEX secrets_by_place ON secrets (state, path, id);
CREATE INDEX secrets_due_purge ON secrets (state, deleted_at) WHERE state <> 'live';
`,
  5: `
ALTER TABLE secrets ADD COLUMN versions TEXT NOT NULL DEFAULT '[]';
UPDATE secrets SET
  versions = summary -> '$.versions',
  summary = json_set(
    json_remove(summary, '$.versions'),
    '$.versionsKept',
    (SELECT count(*) FROM json_each(summary, '$.versions') WHERE value ->> '$.state' = 'kept')
  );
`,
  7: `
ALTER TABLE secrets ADD COLUMN created_by TEXT NOT NULL DEFAULT '';
ALTER TABLE secrets ADD COLUMN expires_at INTEGER;
ALTER TABLE secrets ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
UPDATE secrets SET
  created_by = summary ->> '$.createdBy',
  expires_at = summary ->> '$.expiresAt',
  updated_at = summary ->> '$.updatedAt';
CREATE INDEX secrets_by_creator ON secrets (state, created_by, path, id);
CREATE INDEX secrets_by_expiry ON secrets (state, expires_at, path, id) WHERE expires_at IS NOT NULL;
CREATE INDEX secrets_by_change ON secrets (state, updated_at, path, id);
`,
  // The index holds what a list shows: the rows of neighbouring paths lie all over the file. `summary` no longer
  // repeats other columns, since the index would hold them twice.
  20: `
DROP INDEX secrets_by_place;
UPDATE secrets SET summary = json_remove(
  summary, '$.id', '$.path', '$.state', '$.deletedAt', '$.createdBy', '$.expiresAt', '$.updatedAt'
);
CREATE INDEX secrets_by_place
  ON secrets (state, path, id, revision, deleted_at, created_by, expires_at, updated_at, summary);
`,
};
