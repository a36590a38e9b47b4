import { asSealed } from '#kernel';
import { pathKeyOf, SECRET_FORMAT, type Secret, type SecretSummary } from '#secrets';
import type { DocumentMapper } from '../documents.js';
import { documentMapper } from '../engine/document-mapper.js';
import type { SecretRow } from './secret.schema.js';

export type SummaryRow = Omit<SecretRow, 'current' | 'published' | 'fenced'>;

const summaryMapper = documentMapper<SecretSummary, SecretRow>(SECRET_FORMAT, { pathKey: pathKeyOf });

export const secretMapper: DocumentMapper<Secret, SecretRow> = {
  toFields: ({ current, ...summary }) => ({ ...summaryMapper.toFields(summary), current }),
  toValue: ({ current, ...row }) => ({ ...toSummary(row), current: asSealed(current) }),
};

export function toSummary(row: SummaryRow): SecretSummary {
  return summaryMapper.toValue(row as SecretRow);
}
