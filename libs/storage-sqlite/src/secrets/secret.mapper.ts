import { asSealed } from '#kernel';
import { pathKeyOf, SECRET_FORMAT, type Secret, type SecretSummary } from '#secrets';
import type { DocumentMapper } from '../documents.js';
import { type SqlRow, text } from '../engine/sql.js';

export function toSummary(row: SqlRow): SecretSummary {
  return SECRET_FORMAT.fromStored(JSON.parse(text(row.summary)));
}

export const secretMapper: DocumentMapper<Secret> = {
  table: 'secrets',
  columns: ['path', 'path_key', 'state', 'deleted_at', 'summary', 'current'],
  read: ['summary', 'current'],
  toRow({ current, ...summary }) {
    const { path, state, deletedAt } = summary;
    return [path, pathKeyOf(summary), state, deletedAt, JSON.stringify(SECRET_FORMAT.toStored(summary)), current];
  },
  fromRow: (row) => Object.assign(toSummary(row), { current: asSealed(text(row.current)) }),
};
