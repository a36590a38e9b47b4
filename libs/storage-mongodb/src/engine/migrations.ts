import type { Connection, Model } from 'mongoose';
import { newerStore, STORE_FORMAT } from '#kernel';
import { indexCredentials } from '../audit/audit-credentials.migration.js';
import { indexDecisions } from '../audit/audit-decisions.migration.js';
import { orWhenDuplicate, reading, writing } from './failures.js';
import { StoreFormatRow } from './store-format.schema.js';

/**
 * Changes stored data from one format to the next. It may run again after a crash, and on several nodes at once, so it
 * must be idempotent. After each of its writes, both formats must be able to read the data.
 */
export type Migration = (connection: Connection) => Promise<void>;

/**
 * The migrations, keyed by the store format that each leads to. Append only. Most formats need none: `StoredFormat`
 * gives absent fields their defaults, and every start creates missing indexes. Credentials are indexed twice: for a while,
 * builds passed over format 16 when they led a store from 15 to a later one.
 */
export const MIGRATIONS: Readonly<Record<number, Migration>> = {
  8: indexDecisions,
  16: indexCredentials,
  21: indexCredentials,
};

const STORE = 'store';

/** Reads the store's format and brings the store to the present one. */
export class StoreMigrations {
  private readonly rows: Model<StoreFormatRow>;

  constructor(
    private readonly connection: Connection,
    private readonly migrations = MIGRATIONS,
    private readonly newest = STORE_FORMAT,
  ) {
    this.rows = connection.model<StoreFormatRow>(StoreFormatRow.name);
  }

  /**
   * The store's format. Null: none is noted, as in a new store and in one of format 1. Throws StartError if it is newer. Writes
   * nothing.
   */
  async requireKnown(): Promise<number | null> {
    const noted = await this.noted();
    if (noted !== null && noted > this.newest) throw newerStore(noted, this.newest);
    return noted;
  }

  /** Runs the missing migrations in order, and raises the format after each, so that a failed start can be resumed. */
  async run(): Promise<void> {
    await this.requireKnown();
    for (let format = await this.format(); format < this.newest; format = await this.format()) {
      const next = this.after(format);
      await this.migrations[next]?.(this.connection);
      await this.raise(format, next);
    }
  }

  /** The next format that a migration leads to, or the newest. Formats between need no change, so they are passed over. */
  private after(format: number): number {
    const ahead = Object.keys(this.migrations)
      .map(Number)
      .filter((each) => each > format && each <= this.newest);
    return Math.min(...ahead, this.newest);
  }

  private async format(): Promise<number> {
    return (await this.noted()) ?? 1;
  }

  private async noted(): Promise<number | null> {
    const row = await reading(() => this.rows.findOne({ _id: STORE }).lean().exec());
    return row?.format ?? null;
  }

  /** Compare-and-set, since another node may have raised the format already. */
  private async raise(from: number, to: number): Promise<void> {
    const raise = () => this.rows.updateOne({ _id: STORE, format: from }, { $set: { format: to } }).exec();
    const { matchedCount } = await writing(raise);
    if (matchedCount === 1 || from > 1) return;
    await orWhenDuplicate(
      writing(() => this.rows.insertOne({ _id: STORE, format: to })),
      null,
    );
  }
}
