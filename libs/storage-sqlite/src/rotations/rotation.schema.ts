import type { SchemaHistory } from '../engine/schema-history.js';

/**
 * `slot`: the ring while its rotation runs, so that a ring has one at a time. `rotations_due` holds only rotations that
 * wait for a time.
 */
export const ROTATION_SCHEMA: SchemaHistory = {
  2: `
CREATE TABLE IF NOT EXISTS rotations (
  id TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  ring TEXT NOT NULL,
  slot TEXT NOT NULL UNIQUE,
  next_at INTEGER,
  worker_until INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS rotations_due ON rotations (next_at, worker_until) WHERE next_at IS NOT NULL;
`,
};
