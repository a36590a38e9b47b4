import { LOCKOUT_FORMAT } from '#auth';
import { expiringMapper } from '../engine/json-documents.js';

export const lockoutMapper = expiringMapper('lockouts', LOCKOUT_FORMAT);
