import { LOCKOUT_FORMAT, type Lockout } from '#auth';
import { documentMapper } from '../engine/document-mapper.js';
import type { LockoutRow } from './lockout.schema.js';

export const lockoutMapper = documentMapper<Lockout, LockoutRow>(LOCKOUT_FORMAT);
