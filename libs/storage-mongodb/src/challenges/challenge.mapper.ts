import type { Challenge } from '#auth';
import type { DocumentMapper } from '../documents.js';
import type { ChallengeRow } from './challenge.schema.js';

export const challengeMapper: DocumentMapper<Challenge, ChallengeRow> = {
  toFields: (challenge) => ({
    purpose: challenge.purpose,
    userId: challenge.userId,
    authEpoch: challenge.authEpoch,
    tokenHash: challenge.tokenHash,
    roles: challenge.roles,
    code: challenge.code,
    createdAt: challenge.createdAt,
    expiresAt: challenge.expiresAt,
    usedAt: challenge.usedAt,
  }),
  toValue: (row) => ({
    id: row._id,
    purpose: row.purpose,
    userId: row.userId,
    authEpoch: row.authEpoch,
    tokenHash: row.tokenHash,
    roles: row.roles,
    code: row.code,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    usedAt: row.usedAt,
  }),
};
