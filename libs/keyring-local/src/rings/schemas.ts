/** `SCHEMAS[n]` leads from schema version `n` of `keyring.db` to `n + 1`. Append only: keyrings of each version exist. */
export const SCHEMAS: readonly string[] = [
  `CREATE TABLE rings (
    ring TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    shredded INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE wraps (
    ring TEXT NOT NULL REFERENCES rings (ring),
    version INTEGER NOT NULL,
    wrapped_under INTEGER NOT NULL,
    wrap BLOB NOT NULL,
    PRIMARY KEY (ring, version)
  ) STRICT, WITHOUT ROWID;`,
  // bound_to: the id of a store, or a mark. stale: whether pages may still hold deleted wraps, as those of version 1 may.
  `CREATE TABLE keyring (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    bound_to TEXT,
    stale INTEGER NOT NULL
  ) STRICT;
  INSERT INTO keyring (id, bound_to, stale) VALUES (1, NULL, 1);`,
  // head: JSON. Not in `keyring`, so that no row means that nothing was ever signed.
  `CREATE TABLE signing_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL,
    head TEXT NOT NULL
  ) STRICT;`,
];
