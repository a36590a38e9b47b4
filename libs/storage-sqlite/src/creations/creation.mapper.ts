import { CREATION_FORMAT } from '#idempotency';
import { expiringMapper } from '../engine/json-documents.js';

export const creationMapper = expiringMapper('creations', CREATION_FORMAT);
