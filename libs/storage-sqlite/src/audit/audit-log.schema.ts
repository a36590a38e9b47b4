/** Records that are indexed together. Their numbers: `segment * 1024 + 1` to `segment * 1024 + 1024`. */
export const SEGMENT_RECORDS = 1024;

/**
 * `audit_log`: `leaf` is the exact text; what queries filter by is computed from it and from `personal`. `batch_id`
 * stands in the first record of each batch. The triggers on changes hold for every program that opens the file: a row is
 * never replaced or deleted, and of its columns only `personal` ever changes, once, to `{}` (`AuditLog.erasePersonal`).
 *
 * `audit_open`: intents without an outcome, kept by the log's own inserts.
 *
 * `audit_segments`, `audit_terms`: the index, made a whole segment at a time after the log. Its keys begin with the
 * segment, so it only ever grows at its end: an index of each column cost four times as much as the log itself.
 */
export const AUDIT_SCHEMA = `
CREATE TABLE audit_log (
  seq INTEGER PRIMARY KEY,
  batch_id TEXT,
  leaf TEXT NOT NULL,
  personal TEXT NOT NULL,
  at TEXT AS (leaf ->> '$.at'),
  actor_id TEXT AS (leaf ->> '$.actor_id'),
  action TEXT AS (leaf ->> '$.action'),
  resource_id TEXT AS (leaf ->> '$.resource_id'),
  outcome TEXT AS (leaf ->> '$.outcome'),
  request_id TEXT AS (leaf ->> '$.request_id'),
  ip TEXT AS (personal ->> '$.ip.value')
) STRICT;

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

CREATE TABLE audit_open (
  seq INTEGER PRIMARY KEY,
  request_id TEXT NOT NULL,
  action TEXT NOT NULL,
  resource_id TEXT
) STRICT;
CREATE INDEX audit_open_by_request ON audit_open (request_id);

CREATE TRIGGER audit_intent AFTER INSERT ON audit_log WHEN NEW.outcome = 'allowed' BEGIN
  INSERT INTO audit_open (seq, request_id, action, resource_id)
  VALUES (NEW.seq, NEW.request_id, NEW.action, NEW.resource_id);
END;
CREATE TRIGGER audit_outcome AFTER INSERT ON audit_log WHEN NEW.outcome <> 'allowed' BEGIN
  DELETE FROM audit_open
  WHERE request_id = NEW.request_id AND action = NEW.action AND resource_id IS NEW.resource_id;
END;
CREATE TRIGGER audit_leaf_kept BEFORE UPDATE OF seq, batch_id, leaf ON audit_log BEGIN
  SELECT RAISE(ABORT, 'the audit log is only appended to');
END;
CREATE TRIGGER audit_row_kept BEFORE INSERT ON audit_log
WHEN EXISTS (SELECT 1 FROM audit_log WHERE seq = NEW.seq) BEGIN
  SELECT RAISE(ABORT, 'the audit log is only appended to');
END;
CREATE TRIGGER audit_personal_kept BEFORE UPDATE OF personal ON audit_log WHEN NEW.personal <> '{}' BEGIN
  SELECT RAISE(ABORT, 'personal values in the audit log are only erased');
END;
CREATE TRIGGER audit_record_kept BEFORE DELETE ON audit_log BEGIN
  SELECT RAISE(ABORT, 'the audit log is only appended to');
END;

CREATE TABLE node_leases (
  node TEXT NOT NULL PRIMARY KEY,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sweep_place (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  node TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT;
`;
