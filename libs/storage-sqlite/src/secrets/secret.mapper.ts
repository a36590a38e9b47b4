import { asSealed } from '#kernel';
import { keptAmong, pathKeyOf, SECRET_FORMAT, type Secret, type SecretFacts, type SecretSummary } from '#secrets';
import type { DocumentMapper } from '../documents.js';
import { type SqlRow, text } from '../engine/sql.js';

/** The column `summary` also has the number of versions, so that a list does not read the versions. */
export function toSummary(row: SqlRow): SecretSummary {
  return SECRET_FORMAT.fromStored(JSON.parse(text(row.summary))) as SecretSummary;
}

function toFacts(row: SqlRow): SecretFacts {
  const { versionsKept: _, ...facts } = toSummary(row);
  return facts;
}

export const secretMapper: DocumentMapper<Secret> = {
  table: 'secrets',
  columns: [
    'path',
    'path_key',
    'state',
    'deleted_at',
    'created_by',
    'expires_at',
    'updated_at',
    'summary',
    'current',
    'versions',
  ],
  read: ['summary', 'current', 'versions'],
  toRow({ current, versions, ...facts }) {
    const { path, state, deletedAt, createdBy, expiresAt, updatedAt } = facts;
    const summary = JSON.stringify({ ...SECRET_FORMAT.toStored(facts), versionsKept: keptAmong(versions) });
    const indexed = [path, pathKeyOf(facts), state, deletedAt, createdBy, expiresAt, updatedAt];
    return [...indexed, summary, current, JSON.stringify(versions)];
  },
  fromRow: (row) => ({
    ...toFacts(row),
    versions: JSON.parse(text(row.versions)),
    current: asSealed(text(row.current)),
  }),
};
