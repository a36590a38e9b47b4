import { jsonTable } from '../engine/json.mapper.js';

export const SETUP_SCHEMA = jsonTable('setups');
