import type { SchemaHistory } from '../engine/schema-history.js';

/** The uses stand apart: they are no part of the document, so that noting one makes no change of a key lose a race. */
export const API_KEY_SCHEMA: SchemaHistory = {
  15: `
CREATE TABLE api_keys (
  id TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  account_id TEXT NOT NULL,
  over_at INTEGER NOT NULL,
  remind_at INTEGER,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX api_keys_by_account ON api_keys (account_id, id);
CREATE INDEX api_keys_live ON api_keys (account_id, over_at);
CREATE INDEX api_keys_by_end ON api_keys (over_at);
CREATE INDEX api_keys_by_reminder ON api_keys (remind_at) WHERE remind_at IS NOT NULL;

CREATE TABLE api_key_uses (
  id TEXT NOT NULL PRIMARY KEY,
  used_at INTEGER NOT NULL,
  ip TEXT
) STRICT, WITHOUT ROWID;
`,
};
