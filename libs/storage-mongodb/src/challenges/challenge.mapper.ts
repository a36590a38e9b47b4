import { CHALLENGE_FORMAT, type Challenge } from '#auth';
import { documentMapper } from '../engine/document-mapper.js';
import type { ChallengeRow } from './challenge.schema.js';

export const challengeMapper = documentMapper<Challenge, ChallengeRow>(CHALLENGE_FORMAT);
