import type { Creation } from '#idempotency';
import type { DocumentMapper } from '../documents.js';
import { expiringMapper } from '../engine/json.mapper.js';

export const creationMapper: DocumentMapper<Creation> = expiringMapper('creations');
