import { jsonTable } from '../engine/json.mapper.js';

export const AUTHORIZATION_MODEL_SCHEMA = jsonTable('authorization_models');
