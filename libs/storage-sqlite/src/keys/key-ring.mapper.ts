import type { KeyRing } from '#keys';
import type { DocumentMapper } from '../documents.js';
import { jsonMapper } from '../engine/json.mapper.js';

export const keyRingMapper: DocumentMapper<KeyRing> = jsonMapper('key_rings');
