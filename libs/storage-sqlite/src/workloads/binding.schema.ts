import type { SchemaHistory } from '../engine/schema-history.js';

export const BINDING_SCHEMA: SchemaHistory = {
  12: `
CREATE TABLE bindings (
  id TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  account_id TEXT NOT NULL,
  ended_at INTEGER,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX bindings_live ON bindings (account_id, id) WHERE ended_at IS NULL;
CREATE INDEX bindings_by_account ON bindings (account_id);
CREATE INDEX bindings_by_end ON bindings (ended_at) WHERE ended_at IS NOT NULL;
`,
};
