import { Documents, type Insertion, PUBLISHED_MEMORY_MS, type Replacement, type Stored } from '../store/documents.js';
import { plainCopy } from './plain-copy.js';

interface Row<T> {
  readonly revision: number;
  /** Null: the id was taken by a fence. */
  readonly value: T | null;
  readonly published: ReadonlyMap<string, number>;
}

export type DocumentOperation = 'load' | 'insert' | 'replace' | 'remove' | 'fence';

/**
 * Called at each operation of {@link MemoryDocuments}. To throw in `before` is a PartUnavailable: nothing was applied.
 * To throw in `after` is an OutcomeUnknown: the operation was applied, and its answer is lost.
 */
export interface DocumentHooks {
  before?: (operation: DocumentOperation, id: string) => Promise<void> | void;
  after?: (operation: DocumentOperation, id: string) => Promise<void> | void;
}

/**
 * Documents in memory, for unit tests. Values are copied in and out. Every operation is applied in one step, and lets
 * others run before and after it.
 */
export class MemoryDocuments<T extends { readonly id: string }> extends Documents<T> {
  readonly hooks: DocumentHooks = {};
  private readonly rows = new Map<string, Row<T>>();
  /** The id of the document that holds each unique key. */
  private readonly holders = new Map<string, string>();

  /** `uniqueKeys` returns the further unique keys of a value, each with the name of its index: `username:ann`. */
  constructor(
    private readonly uniqueKeys: (value: T) => readonly string[] = () => [],
    private readonly now: () => number = Date.now,
  ) {
    super();
  }

  load(id: string): Promise<Stored<T> | null> {
    return this.apply('load', id, () => this.peek(id));
  }

  insert(value: T, requestId: string): Promise<Insertion> {
    const copy = plainCopy(value);
    return this.apply('insert', copy.id, () => {
      if (this.rows.has(copy.id) || this.takenBy(copy)) return 'taken';
      this.keep({ revision: 1, value: copy, published: new Map([[requestId, this.now()]]) }, copy);
      return 'inserted';
    });
  }

  replace(value: T, expected: number, requestId: string): Promise<Replacement> {
    const copy = plainCopy(value);
    return this.apply('replace', copy.id, () => {
      const row = this.rows.get(copy.id);
      if (!row?.value || row.revision !== expected) return 'conflict';
      if (this.takenBy(copy)) return 'taken';
      const published = new Map(this.remembered(row)).set(requestId, this.now());
      this.forgetKeys(row.value);
      this.keep({ revision: expected + 1, value: copy, published }, copy);
      return 'published';
    });
  }

  remove(id: string, expected: number): Promise<boolean> {
    return this.apply('remove', id, () => {
      const row = this.rows.get(id);
      if (!row?.value || row.revision !== expected) return false;
      this.forgetKeys(row.value);
      return this.rows.delete(id);
    });
  }

  fence(id: string, requestId: string): Promise<boolean> {
    return this.apply('fence', id, () => {
      const row = this.rows.get(id) ?? { revision: 0, value: null, published: new Map<string, number>() };
      const published = this.remembered(row);
      this.rows.set(id, { ...row, revision: row.revision + 1, published });
      return published.has(requestId);
    });
  }

  /** The document, read at once and without hooks: for expectations, and for the queries of stores in memory. */
  peek(id: string): Stored<T> | null {
    const row = this.rows.get(id);
    return row?.value ? { revision: row.revision, value: plainCopy(row.value) } : null;
  }

  /** Every document, read at once and without hooks, in the order of ids. */
  peekAll(): Stored<T>[] {
    return [...this.rows.keys()].sort().flatMap((id) => this.peek(id) ?? []);
  }

  private async apply<R>(operation: DocumentOperation, id: string, step: () => R): Promise<R> {
    await Promise.resolve();
    await this.hooks.before?.(operation, id);
    const result = step();
    await this.hooks.after?.(operation, id);
    await Promise.resolve();
    return result;
  }

  private keep(row: Row<T>, value: T): void {
    this.rows.set(value.id, row);
    for (const key of this.uniqueKeys(value)) this.holders.set(key, value.id);
  }

  private forgetKeys(value: T): void {
    for (const key of this.uniqueKeys(value)) this.holders.delete(key);
  }

  private takenBy(value: T): boolean {
    return this.uniqueKeys(value).some((key) => (this.holders.get(key) ?? value.id) !== value.id);
  }

  private remembered(row: Row<T>): ReadonlyMap<string, number> {
    const since = this.now() - PUBLISHED_MEMORY_MS;
    return new Map([...row.published].filter(([, at]) => at >= since));
  }
}
