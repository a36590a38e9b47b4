import { expiringTable } from '../engine/json.mapper.js';

export const CREATION_SCHEMA = expiringTable('creations');
