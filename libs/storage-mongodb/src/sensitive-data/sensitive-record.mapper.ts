import { asSealed } from '#kernel';
import type { SensitiveRecord } from '#sensitive-data';
import type { DocumentMapper } from '../documents.js';
import type { SensitiveRecordRow } from './sensitive-record.schema.js';

export const sensitiveRecordMapper: DocumentMapper<SensitiveRecord, SensitiveRecordRow> = {
  toFields: (record) => ({
    ownerId: record.ownerId,
    dataType: record.dataType,
    sealed: record.sealed,
    version: record.version,
    reseals: record.reseals,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
  }),
  toValue: (row) => ({
    id: row._id,
    ownerId: row.ownerId,
    dataType: row.dataType,
    sealed: asSealed(row.sealed),
    version: row.version,
    reseals: row.reseals,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  }),
};
