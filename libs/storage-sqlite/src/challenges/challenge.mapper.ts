import type { Challenge } from '#auth';
import type { DocumentMapper } from '../documents.js';
import { expiringMapper } from '../engine/json.mapper.js';

export const challengeMapper: DocumentMapper<Challenge> = expiringMapper('challenges');
