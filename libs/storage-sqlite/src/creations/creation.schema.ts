import { expiringTable } from '../engine/json-documents.js';
import type { SchemaHistory } from '../engine/schema-history.js';

export const CREATION_SCHEMA: SchemaHistory = { 2: expiringTable('creations') };
