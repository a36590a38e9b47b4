import { jsonTable } from '../engine/json-documents.js';
import type { SchemaHistory } from '../engine/schema-history.js';

export const PRELOGIN_KEY_SCHEMA: SchemaHistory = { 1: jsonTable('prelogin_keys') };
