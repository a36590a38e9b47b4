import type { SchemaHistory } from '../engine/schema-history.js';

/**
 * `audit_progress`: up to which number the log is archived, and handed to the stream; `scrubbed`: see TileStore. The
 * triggers hold for every program that opens the file: a number only rises.
 */
export const AUDIT_PROGRESS_SCHEMA: SchemaHistory = {
  17: `
CREATE TABLE audit_progress (
  name TEXT NOT NULL PRIMARY KEY,
  upto INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO audit_progress (name, upto) VALUES ('archived', 0), ('streamed', 0);
CREATE TRIGGER audit_progress_rises BEFORE UPDATE ON audit_progress
WHEN NEW.upto < OLD.upto OR NEW.name <> OLD.name BEGIN
  SELECT RAISE(ABORT, 'the progress of the audit only rises');
END;
CREATE TRIGGER audit_progress_added BEFORE INSERT ON audit_progress BEGIN
  SELECT RAISE(ABORT, 'the progress of the audit only rises');
END;
CREATE TRIGGER audit_progress_kept BEFORE DELETE ON audit_progress BEGIN
  SELECT RAISE(ABORT, 'the progress of the audit only rises');
END;
`,
  18: `
DROP TRIGGER audit_progress_added;
INSERT INTO audit_progress (name, upto) VALUES ('scrubbed', 0);
CREATE TRIGGER audit_progress_added BEFORE INSERT ON audit_progress BEGIN
  SELECT RAISE(ABORT, 'the progress of the audit only rises');
END;
`,
};
