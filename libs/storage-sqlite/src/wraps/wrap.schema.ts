import type { SchemaHistory } from '../engine/schema-history.js';

/** `is_sealed`: 1 while the wrap has a sealed value. Only such rows are in the partial indexes. */
export const WRAP_SCHEMA: SchemaHistory = {
  13: `
CREATE TABLE wraps (
  id TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  maker_id TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  is_sealed INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX wraps_due ON wraps (due_at);
CREATE INDEX wraps_by_maker ON wraps (maker_id, subject_id, id);
CREATE INDEX wraps_live ON wraps (maker_id, expires_at) WHERE is_sealed = 1;
CREATE INDEX wraps_sealed ON wraps (id) WHERE is_sealed = 1;
CREATE INDEX wraps_sealed_of ON wraps (subject_id) WHERE is_sealed = 1;
`,
};
