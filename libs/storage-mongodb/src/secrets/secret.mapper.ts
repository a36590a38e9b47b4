import { asSealed } from '#kernel';
import { pathKeyOf, SECRET_FORMAT, type Secret, type SecretFacts, type SecretSummary, summaryOf } from '#secrets';
import type { DocumentMapper } from '../documents.js';
import { documentMapper } from '../engine/document-mapper.js';
import type { SecretRow } from './secret.schema.js';

export type SummaryRow = Omit<SecretRow, 'current' | 'published' | 'fenced'>;

const factsMapper = documentMapper<SecretFacts, SecretRow>(SECRET_FORMAT, { pathKey: pathKeyOf });

export const secretMapper: DocumentMapper<Secret, SecretRow> = {
  toFields: ({ current, ...facts }) => ({ ...factsMapper.toFields(facts), current }),
  toValue: ({ current, ...row }) => toHead(row, current),
};

export function toSummary(row: SummaryRow): SecretSummary {
  return summaryOf(toHead(row, ''));
}

/** `versions` are a field of the row like any other. */
function toHead(row: SummaryRow, current: string): Secret {
  return { ...(factsMapper.toValue(row as SecretRow) as Omit<Secret, 'current'>), current: asSealed(current) };
}
