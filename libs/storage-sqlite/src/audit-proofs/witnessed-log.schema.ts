import type { SchemaHistory } from '../engine/schema-history.js';

/**
 * `witnessed_logs`: what this server cosigned last of each log of others. The triggers hold for every program that opens the
 * file: a log only grows.
 */
export const WITNESSED_LOG_SCHEMA: SchemaHistory = {
  17: `
CREATE TABLE witnessed_logs (
  origin TEXT NOT NULL PRIMARY KEY,
  size INTEGER NOT NULL,
  root TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER witnessed_log_grows BEFORE UPDATE ON witnessed_logs
WHEN NEW.size <= OLD.size OR NEW.origin <> OLD.origin BEGIN
  SELECT RAISE(ABORT, 'a witnessed log only grows');
END;
CREATE TRIGGER witnessed_log_stays BEFORE DELETE ON witnessed_logs BEGIN
  SELECT RAISE(ABORT, 'a witnessed log only grows');
END;
CREATE TRIGGER witnessed_log_unreplaced BEFORE INSERT ON witnessed_logs
WHEN EXISTS (SELECT 1 FROM witnessed_logs WHERE origin = NEW.origin) BEGIN
  SELECT RAISE(ABORT, 'a witnessed log only grows');
END;
`,
};
