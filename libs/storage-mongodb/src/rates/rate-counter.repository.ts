import { type Model, trusted } from 'mongoose';
import { PartUnavailable, RateCounters } from '#kernel';
import { deadline, orWhenDuplicate, reading, writing } from '../engine/failures.js';
import type { RateCounterRow } from './rate-counter.schema.js';

const ROWS_A_STEP = 1_000;

/** An add tries again when another node made the row, or a sweep removed it, between its two steps. */
const ATTEMPTS = 3;

/** Sums over all nodes, on MongoDB. */
export class MongoRateCounters extends RateCounters {
  constructor(private readonly rows: Model<RateCounterRow>) {
    super();
  }

  /** Raises the row, or inserts it if it is absent. No upsert: in a race with an insert, FerretDB answers wrongly. */
  async add(key: string, window: number, hits: number, expiresAt: number): Promise<number> {
    const until = deadline();
    const _id = idOf(key, window);
    const raise = () =>
      this.rows.findOneAndUpdate({ _id }, { $inc: { hits } }, { returnDocument: 'after' }).lean().exec();
    const make = async () => {
      await this.rows.insertOne({ _id, hits, expiresAt });
      return { hits };
    };
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const row = (await writing(raise, until)) ?? (await orWhenDuplicate(writing(make, until), null));
      if (row) return row.hits;
    }
    throw new PartUnavailable('store');
  }

  async sumOf(key: string, window: number): Promise<number> {
    const row = await reading(() =>
      this.rows
        .findOne({ _id: idOf(key, window) })
        .lean()
        .exec(),
    );
    return row?.hits ?? 0;
  }

  async removeExpired(now: number): Promise<void> {
    const expired = { expiresAt: trusted({ $lte: now }) };
    for (;;) {
      const rows = await reading(() => this.rows.find(expired, { _id: 1 }).limit(ROWS_A_STEP).lean().exec());
      if (rows.length === 0) return;
      const ids = rows.map(({ _id }) => _id);
      await writing(() => this.rows.deleteMany({ _id: trusted({ $in: ids }) }).exec());
    }
  }
}

function idOf(key: string, window: number): string {
  return `${window}:${key}`;
}
