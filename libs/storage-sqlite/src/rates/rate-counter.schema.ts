import type { SchemaHistory } from '../engine/schema-history.js';

/** `time_window`: the number of the window, counted since 1970. `expires_at`: when the row may be removed. */
export const RATE_COUNTER_SCHEMA: SchemaHistory = {
  1: `
CREATE TABLE rate_counters (
  key TEXT NOT NULL,
  time_window INTEGER NOT NULL,
  hits INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (key, time_window)
) STRICT, WITHOUT ROWID;
CREATE INDEX rate_counters_by_expiry ON rate_counters (expires_at);
`,
};
