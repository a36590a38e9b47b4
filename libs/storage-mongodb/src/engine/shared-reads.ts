import type { Model, mongo } from 'mongoose';
import { boundsOfQuery } from './bounded-reads.js';
import type { DocumentRow } from './document.schema.js';

/** Keys of one query at most, unless their documents are large: together they have a few MB. */
const KEYS_A_QUERY = 32;

interface Waiting<R> {
  found(rows: readonly R[]): void;
  failed(error: unknown): void;
}

/** What the reads of one {@link SharedReads} have in common. */
export interface SharedQuery<R> {
  /** Its texts are the keys of the reads. */
  readonly field: string & keyof R;
  /** A field that is not read. */
  readonly hidden: string;
  /** Keys of one query at most. */
  readonly most?: number;
  /** Rows that a key has at most; they come in the order of their ids. Default: 1. */
  readonly rowsAKey?: number;
  /** What the rows have as well. Fixed texts and nulls: nothing of a client. */
  readonly also?: Readonly<Record<string, string | null>>;
}

/**
 * Reads of one collection by one of its fields. Those that are asked for in one turn of the event loop share a query,
 * since a query costs several times what a document costs. It is sent at the end of the turn: so each read sees every
 * write that was acknowledged before it was asked. No read joins a query that was sent.
 *
 * Below mongoose, whose queries cost more than the driver's. Nothing but texts is a key, so no filter has an operator of a
 * client.
 */
export class SharedReads<R extends DocumentRow> {
  private waiting = new Map<string, Waiting<R>[]>();

  constructor(
    private readonly rows: Model<R>,
    private readonly shared: SharedQuery<R>,
  ) {}

  /** The row with this key; null if there is none. As {@link findAll}. */
  async find(key: string): Promise<R | null> {
    return (await this.findAll(key))[0] ?? null;
  }

  /**
   * The rows with this key. Several callers may get the same objects: nobody changes them. Rejects with the error of the
   * driver; the caller bounds how long it waits.
   */
  async findAll(key: string): Promise<readonly R[]> {
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
    const { most = KEYS_A_QUERY } = this.shared;
    for (let at = 0; at < asked.length; at += most) void this.answer(asked.slice(at, at + most));
  }

  /** A failure is that of these callers alone. */
  private async answer(asked: readonly [string, Waiting<R>[]][]): Promise<void> {
    try {
      const byKey = await this.query(asked.map(([key]) => key));
      for (const [key, waiting] of asked) for (const { found } of waiting) found(byKey.get(key) ?? []);
    } catch (error) {
      for (const [, waiting] of asked) for (const { failed } of waiting) failed(error);
    }
  }

  private async query(keys: readonly string[]): Promise<ReadonlyMap<string, readonly R[]>> {
    const { field, hidden, rowsAKey = 1, also = {} } = this.shared;
    const collection = this.rows.collection as unknown as mongo.Collection;
    const filter = { ...also, [field]: keys.length === 1 ? keys[0] : { $in: keys } };
    const limit = keys.length * rowsAKey;
    const bounds = { ...boundsOfQuery(limit), projection: { [hidden]: 0 } };
    const ordered = rowsAKey === 1 ? bounds : { ...bounds, sort: { _id: 1 as const } };
    const found = await collection.find(filter, ordered).toArray();
    // Some rows may be missing behind those of a key that has more than it should: each is asked for alone.
    if (rowsAKey > 1 && keys.length > 1 && found.length === limit) return this.oneByOne(keys);
    return Map.groupBy(found as unknown as R[], (row) => row[field] as string);
  }

  private async oneByOne(keys: readonly string[]): Promise<ReadonlyMap<string, readonly R[]>> {
    const all = await Promise.all(keys.map((key) => this.query([key])));
    return new Map(all.flatMap((one) => [...one]));
  }
}
