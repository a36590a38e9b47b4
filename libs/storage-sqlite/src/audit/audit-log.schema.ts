import type { SchemaHistory } from '../engine/schema-history.js';

/**
 * `audit_log`: `leaf` is the exact text; the generated columns that queries filter by come from it and from `personal`.
 * `batch_id` is set in the first record of each batch. The triggers hold for every program that opens the file: no row
 * is ever replaced, none is deleted above the archived number, and only `personal` ever changes, once, to `{}`
 * (`AuditLog.erasePersonal`). `lasting` stands beside the leaf like `personal`, and stays.
 *
 * `audit_open`: intents without an outcome, kept by the log's own inserts.
 */
export const AUDIT_LOG_SCHEMA: SchemaHistory = {
  1: `
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
CREATE TRIGGER audit_record_kept BEFORE DELETE ON audit_log BEGIN
  SELECT RAISE(ABORT, 'the audit log is only appended to');
END;
`,
  2: `
CREATE TRIGGER IF NOT EXISTS audit_row_kept BEFORE INSERT ON audit_log
WHEN EXISTS (SELECT 1 FROM audit_log WHERE seq = NEW.seq) BEGIN
  SELECT RAISE(ABORT, 'the audit log is only appended to');
END;
CREATE TRIGGER IF NOT EXISTS audit_personal_kept BEFORE UPDATE OF personal ON audit_log
WHEN NEW.personal <> '{}' BEGIN
  SELECT RAISE(ABORT, 'personal values in the audit log are only erased');
END;
`,
  8: `
ALTER TABLE audit_log ADD COLUMN lasting TEXT NOT NULL DEFAULT '{}';
ALTER TABLE audit_log ADD COLUMN decision_id TEXT AS (leaf ->> '$.decision_id');
ALTER TABLE audit_log ADD COLUMN resource_name TEXT AS (lasting ->> '$.resource_name.value');
CREATE TRIGGER audit_lasting_kept BEFORE UPDATE OF lasting ON audit_log BEGIN
  SELECT RAISE(ABORT, 'the audit log is only appended to');
END;
`,
  16: `
ALTER TABLE audit_log ADD COLUMN credential TEXT AS (leaf ->> '$.credential');
`,
  17: `
DROP TRIGGER audit_record_kept;
CREATE TRIGGER audit_record_kept BEFORE DELETE ON audit_log
WHEN OLD.seq > coalesce((SELECT upto FROM audit_progress WHERE name = 'archived'), 0) BEGIN
  SELECT RAISE(ABORT, 'the audit log is only appended to');
END;
DROP TRIGGER audit_row_kept;
CREATE TRIGGER audit_row_kept BEFORE INSERT ON audit_log
WHEN NEW.seq <= coalesce((SELECT upto FROM audit_progress WHERE name = 'archived'), 0)
  OR EXISTS (SELECT 1 FROM audit_log WHERE seq = NEW.seq) BEGIN
  SELECT RAISE(ABORT, 'the audit log is only appended to');
END;
`,
};
