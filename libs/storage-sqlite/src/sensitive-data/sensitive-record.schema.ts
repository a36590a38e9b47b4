import type { SchemaHistory } from '../engine/schema-history.js';

export const SENSITIVE_RECORD_SCHEMA: SchemaHistory = {
  2: `
CREATE TABLE IF NOT EXISTS sensitive_data (
  id TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  owner_id TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS sensitive_data_of ON sensitive_data (owner_id, id);
`,
};
