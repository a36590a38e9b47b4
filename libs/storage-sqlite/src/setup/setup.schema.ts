import { jsonTable } from '../engine/json-documents.js';
import type { SchemaHistory } from '../engine/schema-history.js';

export const SETUP_SCHEMA: SchemaHistory = { 1: jsonTable('setups') };
