import type { KeyRing } from '#keys';
import type { DocumentMapper } from '../documents.js';
import type { KeyRingRow } from './key-ring.schema.js';

export const keyRingMapper: DocumentMapper<KeyRing, KeyRingRow> = {
  toFields: (ring) => ({
    versions: ring.versions.map(({ version, state, createdAt, retiredAt }) => ({
      version,
      state,
      createdAt,
      retiredAt,
    })),
    epoch: ring.epoch,
    canary: ring.canary,
    createdAt: ring.createdAt,
  }),
  toValue: (row) => ({
    id: row._id,
    versions: row.versions,
    epoch: row.epoch,
    canary: row.canary,
    createdAt: row.createdAt,
  }),
};
