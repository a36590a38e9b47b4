import { type Model, trusted } from 'mongoose';
import type { Stored } from '#kernel';
import type { SecretSummary } from '#secrets';
import { reading } from '../engine/failures.js';
import { type SummaryRow, toSummary } from './secret.mapper.js';
import type { SecretRow } from './secret.schema.js';

/**
 * The fields that a summary is read without: the sealed value, the versions, and what no list shows. With a hundred
 * versions each, to decode 5,000 secrets took 0.33 s of the processor, and 0.06 s without.
 */
export const SUMMARY = { current: 0, versions: 0, published: 0, pathKey: 0 } as const;

/**
 * The summaries of rows that were read with {@link SUMMARY}. A row that was written before format 10 has no number of
 * versions, and its versions are read: until the secret is changed the next time. `until`: when to give up.
 */
export async function summariesOf(
  secrets: Model<SecretRow>,
  rows: readonly SummaryRow[],
  until: number,
): Promise<Stored<SecretSummary>[]> {
  const older = rows.filter(({ versionsKept }) => versionsKept === undefined).map(({ _id }) => _id);
  const versions = older.length === 0 ? null : await versionsOf(secrets, older, until);
  return rows.map((row) => ({ revision: row.revision, value: toSummary(row, versions?.get(row._id)) }));
}

async function versionsOf(secrets: Model<SecretRow>, ids: readonly string[], until: number) {
  const find = () => secrets.find({ _id: trusted({ $in: [...ids] }) }, { versions: 1 }).limit(ids.length);
  const rows = await reading(() => find().lean().exec(), until);
  return new Map(rows.map(({ _id, versions }) => [_id, versions]));
}
