import type { Creation } from '#idempotency';
import type { DocumentMapper } from '../documents.js';
import type { CreationRow } from './creation.schema.js';

export const creationMapper: DocumentMapper<Creation, CreationRow> = {
  toFields: (creation) => ({
    requestHash: creation.requestHash,
    objectId: creation.objectId,
    madeAt: creation.madeAt,
    createdAt: creation.createdAt,
    expiresAt: creation.expiresAt,
  }),
  toValue: (row) => ({
    id: row._id,
    requestHash: row.requestHash,
    objectId: row.objectId,
    madeAt: row.madeAt,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
  }),
};
