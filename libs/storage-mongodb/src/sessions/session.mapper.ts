import type { Session } from '#auth';
import type { DocumentMapper } from '../documents.js';
import type { SessionRow } from './session.schema.js';

export const sessionMapper: DocumentMapper<Session, SessionRow> = {
  toFields: (session) => ({
    userId: session.userId,
    generation: session.generation,
    refreshHash: session.refreshHash,
    rotatedAt: session.rotatedAt,
    createdAt: session.createdAt,
    idleExpiresAt: session.idleExpiresAt,
    absoluteExpiresAt: session.absoluteExpiresAt,
    revokedAt: session.revokedAt,
    revokedBecause: session.revokedBecause,
    authEpoch: session.authEpoch,
    authenticatedAt: session.authenticatedAt,
    mfaAt: session.mfaAt,
    ip: session.ip,
    userAgent: session.userAgent,
  }),
  toValue: (row) => ({
    id: row._id,
    userId: row.userId,
    generation: row.generation,
    refreshHash: row.refreshHash,
    rotatedAt: row.rotatedAt,
    createdAt: row.createdAt,
    idleExpiresAt: row.idleExpiresAt,
    absoluteExpiresAt: row.absoluteExpiresAt,
    revokedAt: row.revokedAt,
    revokedBecause: row.revokedBecause,
    authEpoch: row.authEpoch,
    authenticatedAt: row.authenticatedAt,
    mfaAt: row.mfaAt,
    ip: row.ip,
    userAgent: row.userAgent,
  }),
};
