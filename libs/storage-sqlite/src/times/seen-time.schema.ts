import { jsonTable } from '../engine/json-documents.js';
import type { SchemaHistory } from '../engine/schema-history.js';

export const SEEN_TIME_SCHEMA: SchemaHistory = { 3: jsonTable('seen_times') };
