/** `slot`: the ring while its rotation runs, so that there is one at a time. Those that wait for nothing are in no index of time. */
export const ROTATION_SCHEMA = `
CREATE TABLE rotations (
  id TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  ring TEXT NOT NULL,
  slot TEXT NOT NULL UNIQUE,
  next_at INTEGER,
  worker_until INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX rotations_due ON rotations (next_at, worker_until) WHERE next_at IS NOT NULL;
`;
