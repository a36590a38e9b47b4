import type { Model } from 'mongoose';
import { requireGrowth, type WitnessedLog, WitnessedLogs } from '#audit-proofs';
import { deadline, orWhenDuplicate, reading, writing } from '../engine/failures.js';
import type { WitnessedLogRow } from './witnessed-log.schema.js';

/** What was cosigned, on MongoDB. */
export class MongoWitnessedLogs extends WitnessedLogs {
  constructor(private readonly rows: Model<WitnessedLogRow>) {
    super();
  }

  async newest(origin: string, until = deadline()): Promise<WitnessedLog | null> {
    const row = await reading(() => this.rows.findOne({ _id: origin }).lean().exec(), until);
    return row && { size: row.size, root: row.root };
  }

  /** No upsert: in a race with an insert, FerretDB answers wrongly. */
  async advance(origin: string, old: number, { size, root }: WitnessedLog): Promise<boolean> {
    requireGrowth(old, { size, root });
    const until = deadline();
    const insert = async () => {
      await this.rows.insertOne({ _id: origin, size, root });
      return true;
    };
    const replace = async () => {
      const { matchedCount } = await this.rows.updateOne({ _id: origin, size: old }, { $set: { size, root } }).exec();
      return matchedCount === 1;
    };
    if (await orWhenDuplicate(writing(old === 0 ? insert : replace, until), false)) return true;
    const newest = await this.newest(origin, until);
    return newest?.size === size && newest.root === root;
  }
}
