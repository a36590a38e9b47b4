import { SEEN_TIME_FORMAT, type SeenTime } from '#kernel';
import { documentMapper } from '../engine/document-mapper.js';
import type { SeenTimeRow } from './seen-time.schema.js';

export const seenTimeMapper = documentMapper<SeenTime, SeenTimeRow>(SEEN_TIME_FORMAT);
