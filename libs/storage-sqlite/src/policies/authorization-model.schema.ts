import { jsonTable } from '../engine/json-documents.js';
import type { SchemaHistory } from '../engine/schema-history.js';

export const AUTHORIZATION_MODEL_SCHEMA: SchemaHistory = { 1: jsonTable('authorization_models') };
