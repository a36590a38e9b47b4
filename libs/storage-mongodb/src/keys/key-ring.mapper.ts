import { KEY_RING_FORMAT, type KeyRing } from '#keys';
import { documentMapper } from '../engine/document-mapper.js';
import type { KeyRingRow } from './key-ring.schema.js';

export const keyRingMapper = documentMapper<KeyRing, KeyRingRow>(KEY_RING_FORMAT);
