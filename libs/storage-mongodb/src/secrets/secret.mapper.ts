import { asSealed } from '#kernel';
import type { Secret, SecretSummary } from '#secrets';
import type { DocumentMapper } from '../documents.js';
import type { SecretRow } from './secret.schema.js';

export type SummaryRow = Omit<SecretRow, 'current' | 'published' | 'fenced'>;

export const secretMapper: DocumentMapper<Secret, SecretRow> = {
  toFields: (secret) => ({
    path: secret.path,
    pathKey: secret.state === 'live' ? secret.path : `deleted:${secret.id}`,
    description: secret.description,
    tags: [...secret.tags],
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
    expiresAt: secret.expiresAt,
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
    description: row.description,
    tags: row.tags,
    state: row.state,
    version: row.version,
    versions: row.versions,
    createdAt: row.createdAt,
    createdBy: row.createdBy,
    updatedAt: row.updatedAt,
    expiresAt: row.expiresAt,
    deletedAt: row.deletedAt,
    reseals: row.reseals,
  };
}
