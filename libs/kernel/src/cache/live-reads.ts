import type { Clock } from '../time/clock.js';
import { BoundedCache } from './bounded-cache.js';

/** How long a read may be used, in milliseconds from its start. Another node may change what was read in that time [R41]. */
const FRESH_MS = 1_000;
/** The most reads that are kept. */
const KEPT = 10_000;

interface Read<V> {
  /** Null while the read is under way. */
  view: V | null;
  readonly result: Promise<V | null>;
}

/**
 * What reads of the last second saw, for what is checked with every request: a session, a key, a binding. Reads under way
 * are shared. What does not exist is not kept: otherwise unknown keys could push live ones out.
 *
 * @example
 * const view = reads.known(id) ?? reads.keep(id, load(id));
 */
export class LiveReads<V extends {}> {
  private readonly reads: BoundedCache<Read<V>>;

  constructor(clock: Clock) {
    this.reads = new BoundedCache(clock, { max: KEPT, maxAgeMs: FRESH_MS });
  }

  /** Without a promise if the read is over. Undefined: nobody has asked in the last second. */
  known(key: string): V | Promise<V | null> | undefined {
    const read = this.reads.get(key);
    return read && (read.view ?? read.result);
  }

  /** `result`: a read that has just begun. Returns it. */
  keep(key: string, result: Promise<V | null>): Promise<V | null> {
    const read: Read<V> = { view: null, result };
    this.reads.set(key, read);
    const settle = (view: V | null) => {
      read.view = view;
      if (!view && this.reads.get(key) === read) this.reads.delete(key);
    };
    result.then(settle, () => settle(null));
    return result;
  }

  forget(key: string): void {
    this.reads.delete(key);
  }

  /** Forgets what `isMeant` is true for, and every read under way: nobody knows yet what it will see. */
  forgetWhere(isMeant: (view: V) => boolean): void {
    this.reads.deleteWhere((_, { view }) => view === null || isMeant(view));
  }

  clear(): void {
    this.reads.clear();
  }
}
