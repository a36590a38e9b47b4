import type { SchemaHistory } from '../engine/schema-history.js';

/**
 * `user_roles` says who holds a role. Triggers keep it equal to `users.roles` (a JSON array), in the same transaction.
 */
export const USER_SCHEMA: SchemaHistory = {
  1: `
CREATE TABLE users (
  id TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  username TEXT NOT NULL UNIQUE,
  email_key TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  roles TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE user_roles (
  role TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (role, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_roles_by_user ON user_roles (id);

CREATE TRIGGER users_inserted AFTER INSERT ON users BEGIN
  INSERT INTO user_roles (role, id) SELECT DISTINCT value, NEW.id FROM json_each(NEW.roles);
END;
CREATE TRIGGER users_roles_changed AFTER UPDATE OF roles ON users WHEN NEW.roles <> OLD.roles BEGIN
  DELETE FROM user_roles WHERE id = NEW.id;
  INSERT INTO user_roles (role, id) SELECT DISTINCT value, NEW.id FROM json_each(NEW.roles);
END;
CREATE TRIGGER users_removed AFTER DELETE ON users BEGIN
  DELETE FROM user_roles WHERE id = OLD.id;
END;
`,
  14: `
ALTER TABLE users ADD COLUMN kind TEXT NOT NULL DEFAULT 'person';
ALTER TABLE users ADD COLUMN owner_id TEXT;
CREATE INDEX service_accounts_by_name ON users (username) WHERE kind = 'service';
CREATE INDEX service_accounts_by_owner ON users (owner_id, username) WHERE kind = 'service';
`,
};
