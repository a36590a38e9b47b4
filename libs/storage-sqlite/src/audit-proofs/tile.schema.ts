import type { SchemaHistory } from '../engine/schema-history.js';

/**
 * `audit_tiles`: the full tiles of the tree over the log. The triggers hold for every program that opens the file: a tile
 * is never changed. Only one of level 0 is deleted, after its leaves are archived, while the tile above has its root.
 */
export const TILE_SCHEMA: SchemaHistory = {
  17: `
CREATE TABLE audit_tiles (
  level INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  root BLOB NOT NULL CHECK (length(root) = 32),
  hashes BLOB NOT NULL CHECK (length(hashes) = 8192),
  PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER audit_tile_unchanged BEFORE UPDATE ON audit_tiles BEGIN
  SELECT RAISE(ABORT, 'a tile of the audit is never changed');
END;
CREATE TRIGGER audit_tile_unreplaced BEFORE INSERT ON audit_tiles
WHEN EXISTS (SELECT 1 FROM audit_tiles WHERE level = NEW.level AND idx = NEW.idx) BEGIN
  SELECT RAISE(ABORT, 'a tile of the audit is never changed');
END;
CREATE TRIGGER audit_tile_kept BEFORE DELETE ON audit_tiles
WHEN OLD.level <> 0
  OR (OLD.idx + 1) * 256 > coalesce((SELECT upto FROM audit_progress WHERE name = 'archived'), 0)
  OR NOT EXISTS (SELECT 1 FROM audit_tiles WHERE level = 1 AND idx = OLD.idx / 256) BEGIN
  SELECT RAISE(ABORT, 'only tiles of archived leaves are deleted');
END;
`,
};
