import type { Lockout } from '#auth';
import type { DocumentMapper } from '../documents.js';
import type { LockoutRow } from './lockout.schema.js';

export const lockoutMapper: DocumentMapper<Lockout, LockoutRow> = {
  toFields: (lockout) => ({
    networks: [...lockout.networks],
    total: lockout.total,
    refused: lockout.refused,
    expiresAt: lockout.expiresAt,
  }),
  toValue: (row) => ({
    id: row._id,
    networks: row.networks,
    total: row.total,
    refused: row.refused,
    expiresAt: row.expiresAt,
  }),
};
