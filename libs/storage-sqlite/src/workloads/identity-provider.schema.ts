import type { SchemaHistory } from '../engine/schema-history.js';

/** `trust`: the issuer and the audience of the tokens that the provider vouches for. */
export const IDENTITY_PROVIDER_SCHEMA: SchemaHistory = {
  12: `
CREATE TABLE identity_providers (
  id TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  name TEXT NOT NULL UNIQUE,
  trust TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL
) STRICT;
`,
};
