import type { SchemaHistory } from '../engine/schema-history.js';

export const BINDING_SCHEMA: SchemaHistory = {
  11: `
CREATE TABLE bindings (
  id TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  account_id TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX bindings_by_account ON bindings (account_id, id);
`,
};
