import { asSealed } from '#kernel';
import {
  keptAmong,
  pathKeyOf,
  SECRET_FORMAT,
  type Secret,
  type SecretFacts,
  type SecretSummary,
  type SecretVersion,
  type StoredFacts,
  secretFacts,
} from '#secrets';
import type { DocumentMapper } from '../documents.js';
import { documentMapper } from '../engine/document-mapper.js';
import type { Absent } from '../engine/packed-rows.js';
import type { SecretRow } from './secret.schema.js';

/** A row as it is read for a list: without the sealed value, the versions, and what is only for an index. */
export type SummaryRow = StoredFacts & Pick<SecretRow, 'revision' | 'format' | 'versionsKept'>;

/** What a list reads. */
export const SUMMARY_ROW: Absent<SummaryRow> = {
  id: undefined,
  revision: undefined,
  format: undefined,
  path: undefined,
  description: null,
  owner: null,
  tags: undefined,
  state: undefined,
  version: undefined,
  versionsKept: undefined,
  createdAt: undefined,
  createdBy: undefined,
  updatedAt: undefined,
  expiresAt: null,
  deletedAt: null,
  reseals: undefined,
};

const factsMapper = documentMapper<SecretFacts, SecretRow>(SECRET_FORMAT, { pathKey: pathKeyOf });

/** Reads rows without `pathKey`: to take that out of each row would take as long as all else. */
const plainMapper = documentMapper<SecretFacts, SecretRow>(SECRET_FORMAT);

/** `versions` are a field of the row like any other. `versionsKept` repeats their number, for lists. */
export const secretMapper: DocumentMapper<Secret, SecretRow> = {
  toFields: ({ current, ...facts }) => ({
    ...factsMapper.toFields(facts),
    versionsKept: keptAmong(facts.versions),
    current,
  }),
  toValue: ({ current, versionsKept: _, pathKey: __, ...row }) => ({
    ...(plainMapper.toValue(row as SecretRow) as Omit<Secret, 'current'>),
    current: asSealed(current),
  }),
};

/** `versions`: of a row that does not have their number yet. */
export function toSummary(row: SummaryRow, versions: readonly SecretVersion[] = []): SecretSummary {
  const { versionsKept = keptAmong(versions) } = row;
  return SECRET_FORMAT.readBy(row, () => ({ ...secretFacts(row), versionsKept }));
}
