import type { SchemaHistory } from '../engine/schema-history.js';

export const SESSION_SCHEMA: SchemaHistory = {
  1: `
CREATE TABLE sessions (
  id TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  revoked_at INTEGER,
  absolute_expires_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_live ON sessions (user_id, id) WHERE revoked_at IS NULL;
CREATE INDEX sessions_by_expiry ON sessions (absolute_expires_at);
`,
  2: 'CREATE INDEX IF NOT EXISTS sessions_by_user ON sessions (user_id);',
};
