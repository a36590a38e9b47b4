import type { SchemaHistory } from '../engine/schema-history.js';

/**
 * `vaults`: the documents that decide; `manifest` is the list of entries as compact text, the last column. It holds what
 * changed since the base in `vault_bases` was made, if the vault has one.
 *
 * `vault_snapshots`: the manifests of superseded generations, each written once.
 */
export const VAULT_SCHEMA: SchemaHistory = {
  2: `
CREATE TABLE IF NOT EXISTS vaults (
  id TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  body TEXT NOT NULL,
  manifest TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS vault_snapshots (
  id TEXT NOT NULL PRIMARY KEY,
  owner_id TEXT NOT NULL,
  written_at INTEGER NOT NULL,
  manifest TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS vault_snapshots_of ON vault_snapshots (owner_id);
`,
  19: `
CREATE TABLE IF NOT EXISTS vault_bases (
  vault_id TEXT NOT NULL PRIMARY KEY,
  id TEXT NOT NULL,
  lines TEXT NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS vault_bases_removed AFTER DELETE ON vaults
BEGIN DELETE FROM vault_bases WHERE vault_id = OLD.id; END;
`,
};
