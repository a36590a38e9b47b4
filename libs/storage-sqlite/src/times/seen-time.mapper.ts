import { SEEN_TIME_FORMAT } from '#kernel';
import { jsonMapper } from '../engine/json-documents.js';

export const seenTimeMapper = jsonMapper('seen_times', SEEN_TIME_FORMAT);
