import { expiringTable } from '../engine/json-documents.js';
import type { SchemaHistory } from '../engine/schema-history.js';

export const LOCKOUT_SCHEMA: SchemaHistory = { 1: expiringTable('lockouts') };
