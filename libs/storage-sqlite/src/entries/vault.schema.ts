/**
 * `vaults`: the document that decides; `manifest` is its list of entries as compact text, the last column.
 *
 * `entry_bodies`: written once. What the client made stands after the head, the ciphertext last, so that who asks for
 * heads reads no further than them.
 *
 * `vault_snapshots`: the manifests of superseded generations, written once.
 */
export const VAULT_SCHEMA = `
CREATE TABLE vaults (
  id TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  body TEXT NOT NULL,
  manifest TEXT NOT NULL
) STRICT;

CREATE TABLE entry_bodies (
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
CREATE INDEX entry_bodies_of ON entry_bodies (owner_id, entry_id, generation, revision, id);
CREATE INDEX entry_bodies_staged ON entry_bodies (owner_id, rekey, id) WHERE rekey IS NOT NULL;

CREATE TABLE vault_snapshots (
  id TEXT NOT NULL PRIMARY KEY,
  owner_id TEXT NOT NULL,
  written_at INTEGER NOT NULL,
  manifest TEXT NOT NULL
) STRICT;
CREATE INDEX vault_snapshots_of ON vault_snapshots (owner_id);
`;
