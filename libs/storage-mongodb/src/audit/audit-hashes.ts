import { type Model, trusted } from 'mongoose';
import { leafHashesOf } from '#audit';
import { HASH_BYTES } from '#kernel';
import { bytesOf } from '../engine/binary.js';
import { reading } from '../engine/failures.js';
import type { AuditBatchRow } from './audit-log.schema.js';

/** How many batches one read looks at: 512 KiB of hashes at most. */
const BATCHES_A_READ = 64;
/** Of how many records one read hashes, in batches of older formats: about 8 ms of work. A batch has 256 at most. */
const RECORDS_A_HASHING = 4_096;

type Hashed = Pick<AuditBatchRow, '_id' | 'last' | 'hashes'>;

/** The hashes of the leaves. They stand in the batches, without which the records need not be read. */
export class AuditHashes {
  constructor(private readonly batches: Model<AuditBatchRow>) {}

  /** See `AuditLog.leafHashes`. `begin`: the first number of the batch that holds `from`. */
  async read(begin: number, from: number, limit: number, until: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let next = begin; next < from + limit; ) {
      const most = Math.min(BATCHES_A_READ, from + limit - next);
      const batches = await this.batchesIn({ first: next, end: from + limit }, most, until);
      const gap = batches.findIndex(({ _id }, index) => _id !== (batches[index - 1]?.last ?? next - 1) + 1);
      const whole = gap === -1 ? batches : batches.slice(0, gap);
      parts.push(...(await this.hashesOf(whole, until)));
      next = (whole.at(-1)?.last ?? next - 1) + 1;
      if (whole.length < most) break;
    }
    const start = (from - begin) * HASH_BYTES;
    return Buffer.concat(parts).subarray(start, start + limit * HASH_BYTES);
  }

  /** At most `most` of the batches that begin from `first` on, below `end`. */
  private batchesIn({ first, end }: { first: number; end: number }, most: number, until: number): Promise<Hashed[]> {
    const find = () => this.batches.find({ _id: trusted({ $gte: first, $lt: end }) }, { last: 1, hashes: 1 });
    return reading(() => find().sort({ _id: 1 }).limit(most).lean().exec(), until);
  }

  private async hashesOf(batches: readonly Hashed[], until: number): Promise<Buffer[]> {
    const made = new Map<number, Buffer>();
    for (const ids of groupsOf(batches.filter(({ hashes }) => hashes === undefined))) {
      const find = () => this.batches.find({ _id: trusted({ $in: ids }) }).limit(ids.length);
      const rows = await reading(() => find().lean().exec(), until);
      for (const { _id, records } of rows) made.set(_id, leafHashesOf(records));
    }
    return batches.map(({ _id, hashes }) => (hashes ? bytesOf(hashes) : (made.get(_id) ?? Buffer.alloc(0))));
  }
}

/** The numbers of the batches that one read hashes. In a quiet log, most batches have one record: all of a page go together. */
function groupsOf(batches: readonly Hashed[]): readonly number[][] {
  const groups: number[][] = [];
  let records = RECORDS_A_HASHING;
  for (const { _id, last } of batches) {
    records += last - _id + 1;
    if (records > RECORDS_A_HASHING) {
      groups.push([]);
      records = last - _id + 1;
    }
    groups.at(-1)?.push(_id);
  }
  return groups;
}
