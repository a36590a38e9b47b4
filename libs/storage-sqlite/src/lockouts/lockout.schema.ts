import { expiringTable } from '../engine/json.mapper.js';

export const LOCKOUT_SCHEMA = expiringTable('lockouts');
