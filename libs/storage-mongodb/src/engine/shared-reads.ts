import type { Model, mongo } from 'mongoose';
import { engineBound } from '#kernel';
import { READ_WITHIN_MS } from './bounded-reads.js';
import type { DocumentRow } from './document.schema.js';

/** The most documents of one query, unless they are large: together they have a few MB at most. */
export const ROWS_A_QUERY = 32;

interface Waiting<R> {
  found(row: R | null): void;
  failed(error: unknown): void;
}

/**
 * Reads of one collection by a field that is unique. Those that are asked for in one turn of the event loop share a
 * query, since a query costs several times what a document costs. It is sent at the end of the turn: so each read sees
 * every write that was acknowledged before it was asked. No read joins a query that was sent.
 *
 * Below mongoose, whose queries cost more than the driver's. Nothing but texts is a key, so no filter has an operator of a
 * client.
 */
export class SharedReads<R extends DocumentRow> {
  private waiting = new Map<string, Waiting<R>[]>();

  /** Rows are read without `hidden`. */
  constructor(
    private readonly rows: Model<R>,
    private readonly field: string & keyof R,
    private readonly hidden: string,
    private readonly most = ROWS_A_QUERY,
  ) {}

  /**
   * The row with this key; null if there is none. Several callers may get one object: nobody changes it. Rejects with the
   * error of the driver; the caller bounds how long it waits.
   */
  async find(key: string): Promise<R | null> {
    if (typeof key !== 'string') throw new TypeError('a key must be a text');
    return new Promise((found, failed) => {
      if (this.waiting.size === 0) setImmediate(() => this.send());
      const same = this.waiting.get(key);
      if (same) same.push({ found, failed });
      else this.waiting.set(key, [{ found, failed }]);
    });
  }

  private send(): void {
    const asked = [...this.waiting];
    this.waiting = new Map();
    for (let at = 0; at < asked.length; at += this.most) void this.answer(asked.slice(at, at + this.most));
  }

  /** A failure is that of these callers alone. */
  private async answer(asked: readonly [string, Waiting<R>[]][]): Promise<void> {
    try {
      const rows = await this.query(asked.map(([key]) => key));
      const byKey = new Map(rows.map((row) => [row[this.field] as string, row]));
      for (const [key, waiting] of asked) for (const { found } of waiting) found(byKey.get(key) ?? null);
    } catch (error) {
      for (const [, waiting] of asked) for (const { failed } of waiting) failed(error);
    }
  }

  private async query(keys: readonly string[]): Promise<R[]> {
    const collection = this.rows.collection as unknown as mongo.Collection;
    const bounds = { projection: { [this.hidden]: 0 }, maxTimeMS: engineBound(READ_WITHIN_MS) };
    const [only] = keys;
    if (keys.length === 1) {
      const row = await collection.findOne({ [this.field]: only }, bounds);
      return row ? [row as unknown as R] : [];
    }
    // With one row more than can come, the server closes the cursor by itself.
    const together = { ...bounds, limit: keys.length, batchSize: keys.length + 1 };
    return (await collection.find({ [this.field]: { $in: keys } }, together).toArray()) as unknown as R[];
  }
}
