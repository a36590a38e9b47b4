/**
 * `secrets`: the heads. `current`, the sealed value, is the last column, so that what does not ask for it reads no
 * further than the summary. Paths are compared as UTF-8 bytes (SQLite's BINARY), which is code-point order.
 *
 * `secret_versions`: archived bytes; `sealed` is null in the marker of a destroyed version. The index knows which hold
 * bytes, so that neither a sweep nor a count reads any.
 */
export const SECRET_SCHEMA = `
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

CREATE TABLE secret_versions (
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  held INTEGER NOT NULL CHECK (held = (sealed IS NOT NULL)),
  sealed TEXT,
  PRIMARY KEY (id, version)
) STRICT;
CREATE INDEX secret_versions_held ON secret_versions (held, id, version, at);
`;
