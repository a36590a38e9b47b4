import { type Model, trusted } from 'mongoose';
import { asSealed, type Sealed } from '#kernel';
import { deadline, orWhenDuplicate, reading, writing } from '../engine/failures.js';
import type { ArchivedVersionRow } from './archived-version.schema.js';

const VERSION_DIGITS = 10;

interface Place {
  readonly id: string;
  readonly version: number;
}

/**
 * The sealed bytes of versions that are not current. A row is inserted once; only a destruction or a new seal changes
 * it.
 */
export class MongoArchive {
  constructor(private readonly rows: Model<ArchivedVersionRow>) {}

  async keep(id: string, version: number, sealed: Sealed, at: number): Promise<void> {
    const row = { _id: keyOf(id, version), sealed, at };
    await orWhenDuplicate(
      writing(() => this.rows.insertOne(row)),
      null,
    );
  }

  async load(id: string, version: number): Promise<Sealed | null> {
    const row = await reading(() =>
      this.rows
        .findOne({ _id: keyOf(id, version) })
        .lean()
        .exec(),
    );
    return row?.sealed ? asSealed(row.sealed) : null;
  }

  /** The filter contains the bytes: a row that was destroyed or sealed again meanwhile stays as it is. */
  async replace(id: string, version: number, expected: Sealed, next: Sealed): Promise<boolean> {
    const same = { _id: keyOf(id, version), sealed: expected };
    const { matchedCount } = await writing(() => this.rows.updateOne(same, { $set: { sealed: next } }).exec());
    return matchedCount === 1;
  }

  /** How many rows hold bytes. */
  count(): Promise<number> {
    return reading(() => this.rows.countDocuments({ sealed: trusted({ $ne: null }) }).exec());
  }

  async destroy(id: string, version: number, at: number): Promise<void> {
    const until = deadline();
    const mark = () =>
      this.rows.updateOne({ _id: keyOf(id, version) }, { $set: { sealed: null, at } }, { upsert: true });
    const done = await orWhenDuplicate(
      writing(() => mark().exec(), until),
      null,
    );
    // The upsert met a simultaneous archive, so the row exists now and can be changed.
    if (done === null) await writing(() => mark().exec(), until);
  }

  async remove(id: string, version: number): Promise<void> {
    await writing(() => this.rows.deleteOne({ _id: keyOf(id, version) }).exec());
  }

  async removeAll(id: string): Promise<void> {
    // All keys that begin with `<id>:`, since `;` follows `:` in ASCII.
    const every = { _id: trusted({ $gt: `${id}:`, $lt: `${id};` }) };
    await writing(() => this.rows.deleteMany(every).exec());
  }

  async writtenBefore(before: number, after: Place | null, limit: number): Promise<Place[]> {
    const from = after ? keyOf(after.id, after.version) : '';
    const rows = await reading(() =>
      this.rows
        .find({ _id: trusted({ $gt: from }), at: trusted({ $lt: before }), sealed: trusted({ $ne: null }) }, { _id: 1 })
        .sort({ _id: 1 })
        .limit(limit)
        .lean()
        .exec(),
    );
    return rows.map((row) => placeOf(row._id));
  }
}

function keyOf(id: string, version: number): string {
  return `${id}:${String(version).padStart(VERSION_DIGITS, '0')}`;
}

function placeOf(key: string): Place {
  const end = key.length - VERSION_DIGITS - 1;
  return { id: key.slice(0, end), version: Number(key.slice(end + 1)) };
}
