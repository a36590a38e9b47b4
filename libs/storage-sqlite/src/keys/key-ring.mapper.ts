import { KEY_RING_FORMAT } from '#keys';
import { jsonMapper } from '../engine/json-documents.js';

export const keyRingMapper = jsonMapper('key_rings', KEY_RING_FORMAT);
