import type { SchemaHistory } from '../engine/schema-history.js';

/** The number of records that are indexed together. Segment n holds the records `n * 1024 + 1` to `n * 1024 + 1024`. */
export const SEGMENT_RECORDS = 1024;

/**
 * `audit_segments`, `audit_terms`: the index of the log. It is written after the log, one whole segment at a time. Its
 * keys begin with the segment, so it only grows at its end. (An index of each column cost four times as much as the log
 * itself.) A resource has two terms of the field `resource_id`: its id and its name.
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
  // Only refusals have a decision. Reading them by their outcomes is bounded by their number, not by the log's.
  8: `
INSERT INTO audit_terms (segment, field, value, seq)
SELECT terms.segment, 'decision_id', log.decision_id, log.seq
FROM audit_segments AS segments
CROSS JOIN audit_terms AS terms
  ON terms.segment = segments.segment AND terms.field = 'outcome' AND terms.value IN ('denied', 'failed')
CROSS JOIN audit_log AS log ON log.seq = terms.seq
WHERE log.decision_id IS NOT NULL;
`,
  // Nearly every record has a credential: to index those of before would take as long as the log is.
  16: `
ALTER TABLE audit_segments ADD COLUMN has_credentials INTEGER NOT NULL DEFAULT 0;
`,
};
