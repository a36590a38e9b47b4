import type { SchemaHistory } from '../engine/schema-history.js';

/**
 * `audit_checkpoints`: the newest of each kind. `audit_checkpoint_history`: what was kept. The triggers hold for every
 * program that opens the file: a newest checkpoint is only followed by a larger one, and the history is only added to.
 */
export const CHECKPOINT_SCHEMA: SchemaHistory = {
  17: `
CREATE TABLE audit_checkpoints (
  kind TEXT NOT NULL PRIMARY KEY,
  epoch INTEGER NOT NULL,
  size INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER audit_checkpoint_rises BEFORE UPDATE ON audit_checkpoints
WHEN (NEW.epoch, NEW.size) <= (OLD.epoch, OLD.size) OR NEW.kind <> OLD.kind BEGIN
  SELECT RAISE(ABORT, 'a checkpoint is only followed by a larger one');
END;
CREATE TRIGGER audit_checkpoint_follows BEFORE INSERT ON audit_checkpoints
WHEN EXISTS (SELECT 1 FROM audit_checkpoints WHERE kind = NEW.kind AND (epoch, size) >= (NEW.epoch, NEW.size)) BEGIN
  SELECT RAISE(ABORT, 'a checkpoint is only followed by a larger one');
END;
CREATE TRIGGER audit_checkpoint_stays BEFORE DELETE ON audit_checkpoints BEGIN
  SELECT RAISE(ABORT, 'a checkpoint is only followed by a larger one');
END;

CREATE TABLE audit_checkpoint_history (
  epoch INTEGER NOT NULL,
  size INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (epoch, size)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER audit_checkpoint_unchanged BEFORE UPDATE ON audit_checkpoint_history BEGIN
  SELECT RAISE(ABORT, 'a checkpoint that was kept is never changed');
END;
CREATE TRIGGER audit_checkpoint_unreplaced BEFORE INSERT ON audit_checkpoint_history
WHEN EXISTS (SELECT 1 FROM audit_checkpoint_history WHERE epoch = NEW.epoch AND size = NEW.size) BEGIN
  SELECT RAISE(ABORT, 'a checkpoint that was kept is never changed');
END;
CREATE TRIGGER audit_checkpoint_kept BEFORE DELETE ON audit_checkpoint_history BEGIN
  SELECT RAISE(ABORT, 'a checkpoint that was kept is never changed');
END;
`,
};
