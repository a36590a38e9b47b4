import type { Lockout } from '#auth';
import type { DocumentMapper } from '../documents.js';
import { expiringMapper } from '../engine/json.mapper.js';

export const lockoutMapper: DocumentMapper<Lockout> = expiringMapper('lockouts');
