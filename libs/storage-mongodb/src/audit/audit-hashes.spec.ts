import type { Model } from 'mongoose';
import { leafHashesOf } from '#audit';
import { aBatch } from '#audit/testing';
import { deadline } from '../engine/failures.js';
import { AuditHashes } from './audit-hashes.js';
import { toBatchRow } from './audit-log.mapper.js';
import type { AuditBatchRow } from './audit-log.schema.js';

/** Batches of an older format, without hashes, that begin at 1. `sizes`: how many records each has. */
function olderBatches(sizes: readonly number[]) {
  let first = 1;
  const rows = sizes.map((size) => {
    const { hashes: _, ...row } = toBatchRow(
      aBatch(
        first,
        Array.from({ length: size }, () => ({})),
      ),
    );
    first += size;
    return row;
  });
  /** How many batches each read gave. */
  const reads: number[] = [];
  const find = ({ _id }: { _id: { $in?: number[]; $gte?: number; $lt?: number } }) => {
    const { $in, $gte = 0, $lt = Number.POSITIVE_INFINITY } = _id;
    const found = rows.filter((row) => ($in ? $in.includes(row._id) : row._id >= $gte && row._id < $lt));
    const answer = (most: number) => async () => {
      const given = found.slice(0, most);
      reads.push(given.length);
      return given;
    };
    const query = { sort: () => query, limit: (most: number) => ({ lean: () => ({ exec: answer(most) }) }) };
    return query;
  };
  const hashes = new AuditHashes({ find } as unknown as Model<AuditBatchRow>);
  const all = leafHashesOf(rows.flatMap(({ records }) => records));
  return { hashes, all, reads };
}

describe('the hashes of batches of older formats', () => {
  it('take two reads for each 64 small batches, as a quiet log has them', async () => {
    const { hashes, all, reads } = olderBatches(Array.from({ length: 256 }, () => 1));
    expect(await hashes.read(1, 1, 256, deadline())).toEqual(all);
    expect(reads).toEqual(Array.from({ length: 8 }, () => 64));
  });

  it('take a read for each 4,096 records of large batches', async () => {
    const { hashes, all, reads } = olderBatches(Array.from({ length: 20 }, () => 256));
    expect(await hashes.read(1, 1, 20 * 256, deadline())).toEqual(all);
    expect(reads).toEqual([20, 16, 4]);
  });

  it('read no batch behind the last that is asked for', async () => {
    const { hashes, all, reads } = olderBatches(Array.from({ length: 40 }, () => 256));
    expect(await hashes.read(1, 1, 256, deadline())).toEqual(all.subarray(0, 256 * 32));
    expect(reads).toEqual([1, 1]);
  });
});
