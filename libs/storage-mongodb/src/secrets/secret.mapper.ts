import { asSealed } from '#kernel';
import { completeMetadata, type Secret, type SecretSummary } from '#secrets';
import type { DocumentMapper } from '../documents.js';
import type { SecretRow } from './secret.schema.js';

export type SummaryRow = Omit<SecretRow, 'current' | 'published' | 'fenced'>;

export const secretMapper: DocumentMapper<Secret, SecretRow> = {
  toFields: (secret) => ({
    path: secret.path,
    pathKey: secret.state === 'live' ? secret.path : `deleted:${secret.id}`,
    ...completeMetadata(secret),
    state: secret.state,
    version: secret.version,
    versions: secret.versions.map(({ version, createdAt, createdBy, state }) => ({
      version,
      createdAt,
      createdBy,
      state,
    })),
    createdAt: secret.createdAt,
    createdBy: secret.createdBy,
    updatedAt: secret.updatedAt,
    deletedAt: secret.deletedAt,
    reseals: secret.reseals,
    current: secret.current,
  }),
  toValue: (row) => ({ ...toSummary(row), current: asSealed(row.current) }),
};

export function toSummary(row: SummaryRow): SecretSummary {
  return {
    id: row._id,
    path: row.path,
    ...completeMetadata(row),
    state: row.state,
    version: row.version,
    versions: row.versions,
    createdAt: row.createdAt,
    createdBy: row.createdBy,
    updatedAt: row.updatedAt,
    deletedAt: row.deletedAt,
    reseals: row.reseals,
  };
}
