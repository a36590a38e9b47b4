import { asSealed, type StoredFields } from '#kernel';
import {
  keptAmong,
  pathKeyOf,
  SECRET_FORMAT,
  type Secret,
  type SecretFacts,
  type SecretSummary,
  type StoredFacts,
  secretFacts,
} from '#secrets';
import type { DocumentMapper } from '../documents.js';
import { text } from '../engine/sql.js';

/** The column `summary` also has the number of versions, so that a list does not read the versions. */
type Summary = StoredFacts & Pick<SecretSummary, 'versionsKept'>;

/** `summary`: the text of that column. */
export function toSummary(summary: string): SecretSummary {
  return SECRET_FORMAT.readBy(JSON.parse(summary), summaryIn);
}

function summaryIn(fields: StoredFields): SecretSummary {
  const { versionsKept } = fields as unknown as Summary;
  return { ...factsIn(fields), versionsKept };
}

function factsIn(fields: StoredFields): SecretFacts {
  return secretFacts(fields as unknown as Summary);
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
  toRow(secret) {
    const { path, state, deletedAt, createdBy, expiresAt, updatedAt, versions } = secret;
    const facts = SECRET_FORMAT.toStored(secretFacts(secret));
    const summary = JSON.stringify({ ...facts, versionsKept: keptAmong(versions) });
    const indexed = [path, pathKeyOf(secret), state, deletedAt, createdBy, expiresAt, updatedAt];
    return [...indexed, summary, secret.current, JSON.stringify(versions)];
  },
  fromRow: (row) => ({
    ...SECRET_FORMAT.readBy(JSON.parse(text(row.summary)), factsIn),
    versions: JSON.parse(text(row.versions)),
    current: asSealed(text(row.current)),
  }),
};
