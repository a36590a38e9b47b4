import { jsonTable } from '../engine/json.mapper.js';

export const KEY_RING_SCHEMA = jsonTable('key_rings');
