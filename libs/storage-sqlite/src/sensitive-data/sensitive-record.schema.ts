export const SENSITIVE_RECORD_SCHEMA = `
CREATE TABLE sensitive_data (
  id TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  owner_id TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX sensitive_data_of ON sensitive_data (owner_id, id);
`;
