import type { Connection, Model } from 'mongoose';
import { newerStore, STORE_FORMAT } from '#kernel';
import { orWhenDuplicate, reading, writing } from './failures.js';
import { StoreFormatRow } from './store-format.schema.js';

/**
 * Changes what is stored, from one format to the next. It may run again after a crash, and on several nodes at once: so it
 * must be idempotent, and each of its writes must leave something that both formats can read.
 */
export type Migration = (connection: Connection) => Promise<void>;

/**
 * Keyed by the store format that each leads to. Append only. Format 2 needs none: absent fields have defaults
 * (`StoredFormat`), and every start makes the indexes.
 */
export const MIGRATIONS: Readonly<Record<number, Migration>> = {};

const STORE = 'store';

/** The store's format, and its way to the present one. */
export class StoreMigrations {
  private readonly rows: Model<StoreFormatRow>;

  constructor(
    private readonly connection: Connection,
    private readonly migrations = MIGRATIONS,
    private readonly newest = STORE_FORMAT,
  ) {
    this.rows = connection.model<StoreFormatRow>(StoreFormatRow.name);
  }

  /** StartError where the store is of a newer format. Writes nothing. */
  async requireKnown(): Promise<void> {
    const format = await this.format();
    if (format > this.newest) throw newerStore(format, this.newest);
  }

  /** Makes the migrations that are missing, in order. The format is raised after each: a start that failed is resumed. */
  async run(): Promise<void> {
    await this.requireKnown();
    for (let format = await this.format(); format < this.newest; format = await this.format()) {
      await this.migrations[format + 1]?.(this.connection);
      await this.raise(format);
    }
  }

  private async format(): Promise<number> {
    const row = await reading(() => this.rows.findOne({ _id: STORE }).lean().exec());
    return row?.format ?? 1;
  }

  /** By compare-and-set: another node may have raised it already. */
  private async raise(from: number): Promise<void> {
    const raise = () => this.rows.updateOne({ _id: STORE, format: from }, { $set: { format: from + 1 } }).exec();
    const { matchedCount } = await writing(raise);
    if (matchedCount === 1 || from > 1) return;
    await orWhenDuplicate(
      writing(() => this.rows.insertOne({ _id: STORE, format: from + 1 })),
      null,
    );
  }
}
