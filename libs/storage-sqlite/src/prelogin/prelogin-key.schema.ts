import { jsonTable } from '../engine/json.mapper.js';

export const PRELOGIN_KEY_SCHEMA = jsonTable('prelogin_keys');
