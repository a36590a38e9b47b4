import { CHALLENGE_FORMAT } from '#auth';
import { expiringMapper } from '../engine/json-documents.js';

export const challengeMapper = expiringMapper('challenges', CHALLENGE_FORMAT);
