import { asSealed } from '#kernel';
import { completeMetadata, type Secret, type SecretSummary } from '#secrets';
import type { DocumentMapper } from '../documents.js';
import { type SqlRow, text } from '../engine/sql.js';

/** Unique: the path while live, which a deleted secret gives free. */
function pathKey({ id, path, state }: SecretSummary): string {
  return state === 'live' ? path : `deleted:${id}`;
}

export function toSummary(row: SqlRow): SecretSummary {
  const stored: SecretSummary = JSON.parse(text(row.summary));
  return Object.assign(stored, completeMetadata(stored));
}

export const secretMapper: DocumentMapper<Secret> = {
  table: 'secrets',
  columns: ['path', 'path_key', 'state', 'deleted_at', 'summary', 'current'],
  read: ['summary', 'current'],
  toRow(secret) {
    const { current, ...summary } = secret;
    const { path, state, deletedAt } = summary;
    return [path, pathKey(summary), state, deletedAt, JSON.stringify(summary), current];
  },
  fromRow: (row) => Object.assign(toSummary(row), { current: asSealed(text(row.current)) }),
};
