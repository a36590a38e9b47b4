import { expiringTable } from '../engine/json.mapper.js';

export const CHALLENGE_SCHEMA = expiringTable('challenges');
