import { expiringTable } from '../engine/json-documents.js';
import type { SchemaHistory } from '../engine/schema-history.js';

/** `owner` is absent in rows before format 4, and empty for a reader. */
export const CREATION_SCHEMA: SchemaHistory = {
  2: expiringTable('creations'),
  4: `
CREATE INDEX creations_by_owner ON creations (coalesce(body ->> '$.owner', ''));
CREATE INDEX creations_by_object ON creations (body ->> '$.objectId');
`,
};
