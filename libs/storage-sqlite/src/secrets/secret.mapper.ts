import { asSealed, type Stored, type StoredFields } from '#kernel';
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
import { integer, type SqlList, text } from '../engine/sql.js';

/** The column `summary` also has the number of versions, so that a list does not read the versions. */
type Summary = StoredFacts & Pick<SecretSummary, 'versionsKept'>;

/** The columns that {@link fieldsOf} reads, in its order. Each fact is in one of them alone. */
const FACT_COLUMNS = [
  'id',
  'path',
  'state',
  'deleted_at',
  'created_by',
  'expires_at',
  'updated_at',
  'summary',
] as const;

/** The columns of a summary. All of them are in the index of places, so a list reads nothing else. */
export const SUMMARY_COLUMNS = [...FACT_COLUMNS, 'revision'].join(', ');

/** A row of {@link SUMMARY_COLUMNS}. */
export function storedSummary(row: SqlList): Stored<SecretSummary> {
  const revision = integer(row[FACT_COLUMNS.length]);
  return { revision, value: SECRET_FORMAT.readBy(fieldsOf(row), summaryIn) };
}

function fieldsOf([id, path, state, deletedAt, createdBy, expiresAt, updatedAt, summary]: SqlList): StoredFields {
  return { ...JSON.parse(text(summary)), id, path, state, deletedAt, createdBy, expiresAt, updatedAt };
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
  read: [...FACT_COLUMNS, 'current', 'versions'],
  toRow(secret) {
    const facts = SECRET_FORMAT.toStored(secretFacts(secret));
    const {
      id: _,
      path,
      state,
      deletedAt,
      createdBy,
      expiresAt,
      updatedAt,
      ...others
    } = facts as unknown as SecretFacts;
    const summary = JSON.stringify({ ...others, versionsKept: keptAmong(secret.versions) });
    const inColumns = [path, pathKeyOf(secret), state, deletedAt, createdBy, expiresAt, updatedAt];
    return [...inColumns, summary, secret.current, JSON.stringify(secret.versions)];
  },
  fromRow: (row) => ({
    ...SECRET_FORMAT.readBy(fieldsOf(FACT_COLUMNS.map((column) => row[column] ?? null)), factsIn),
    versions: JSON.parse(text(row.versions)),
    current: asSealed(text(row.current)),
  }),
};
