import type { SchemaHistory } from '../engine/schema-history.js';

/**
 * `entry_bodies`: each row is written once. What the client sealed comes after the head and the ciphertext comes last,
 * so that a read of heads alone does not read it.
 */
export const ENTRY_BODY_SCHEMA: SchemaHistory = {
  2: `
CREATE TABLE IF NOT EXISTS entry_bodies (
  id TEXT NOT NULL PRIMARY KEY,
  owner_id TEXT NOT NULL,
  entry_id TEXT NOT NULL,
  generation INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  previous TEXT,
  rekey TEXT,
  created_at INTEGER NOT NULL,
  written_at INTEGER NOT NULL,
  name TEXT,
  iv TEXT NOT NULL,
  tag TEXT NOT NULL,
  meta TEXT,
  ciphertext TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS entry_bodies_of ON entry_bodies (owner_id, entry_id, generation, revision, id);
CREATE INDEX IF NOT EXISTS entry_bodies_staged ON entry_bodies (owner_id, rekey, id) WHERE rekey IS NOT NULL;
`,
  4: `CREATE INDEX entry_bodies_by_owner ON entry_bodies (owner_id, id, written_at);\n`,
};
