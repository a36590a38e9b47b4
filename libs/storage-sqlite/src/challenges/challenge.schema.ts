import { expiringTable } from '../engine/json-documents.js';
import type { SchemaHistory } from '../engine/schema-history.js';

export const CHALLENGE_SCHEMA: SchemaHistory = {
  1: expiringTable('challenges'),
  4: `CREATE INDEX challenges_by_user ON challenges (body ->> '$.userId');\n`,
};
