import type { SchemaHistory } from '../engine/schema-history.js';

/** Records that are indexed together. Their numbers: `segment * 1024 + 1` to `segment * 1024 + 1024`. */
export const SEGMENT_RECORDS = 1024;

/**
 * `audit_segments`, `audit_terms`: the index of the log, written a whole segment at a time after the log. Its keys begin
 * with the segment, so it only ever grows at its end: an index of each column cost four times as much as the log itself.
 */
export const AUDIT_INDEX_SCHEMA: SchemaHistory = {
  1: `
CREATE TABLE audit_segments (
  segment INTEGER PRIMARY KEY,
  first_at TEXT NOT NULL,
  last_at TEXT NOT NULL
) STRICT;
CREATE TABLE audit_terms (
  segment INTEGER NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (segment, field, value, seq)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER audit_ip_erased AFTER UPDATE OF personal ON audit_log BEGIN
  DELETE FROM audit_terms
  WHERE segment = (OLD.seq - 1) / ${SEGMENT_RECORDS} AND field = 'ip' AND value = OLD.ip AND seq = OLD.seq;
END;
`,
};
