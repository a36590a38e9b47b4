import { jsonTable } from '../engine/json-documents.js';
import type { SchemaHistory } from '../engine/schema-history.js';

export const KEY_RING_SCHEMA: SchemaHistory = { 1: jsonTable('key_rings') };
