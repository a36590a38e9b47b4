/** The parts of IndexedDB that are used here. Node has no types for it. */
interface Asked<T> {
  readonly result: T;
  readonly error: unknown;
  onsuccess: (() => void) | null;
  onerror: (() => void) | null;
}

interface Opening extends Asked<Database> {
  onupgradeneeded: (() => void) | null;
}

interface Database {
  createObjectStore(name: string): unknown;
  transaction(store: string, mode: 'readonly' | 'readwrite'): Transaction;
}

interface Transaction {
  readonly error: unknown;
  oncomplete: (() => void) | null;
  onabort: (() => void) | null;
  objectStore(name: string): Records;
}

interface Records {
  get(key: string): Asked<unknown>;
  put(value: string, key: string): unknown;
  delete(key: string): unknown;
}

const RECORDS = 'records';

/** A store of texts for a whole origin, with the shape of `localStorage`. */
export interface TextStorage {
  getItem(name: string): string | null | Promise<string | null>;
  setItem(name: string, value: string): void | Promise<void>;
  removeItem(name: string): void | Promise<void>;
}

/**
 * Texts in IndexedDB. All tabs of an origin see a write as soon as it has resolved. `localStorage` does not promise that:
 * even under a lock, another tab may read the old text, and would then send a refresh token a second time.
 */
export class DatabaseStorage implements TextStorage {
  private opened: Promise<Database> | null = null;

  constructor(private readonly name = 'coffer') {}

  async getItem(name: string): Promise<string | null> {
    const records = (await this.open()).transaction(RECORDS, 'readonly').objectStore(RECORDS);
    const value = await answered(records.get(name));
    return typeof value === 'string' ? value : null;
  }

  setItem(name: string, value: string): Promise<void> {
    return this.write((records) => records.put(value, name));
  }

  removeItem(name: string): Promise<void> {
    return this.write((records) => records.delete(name));
  }

  private async write(change: (records: Records) => unknown): Promise<void> {
    const transaction = (await this.open()).transaction(RECORDS, 'readwrite');
    change(transaction.objectStore(RECORDS));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
  }

  private open(): Promise<Database> {
    this.opened ??= this.begin().catch((error: unknown) => {
      this.opened = null;
      throw error;
    });
    return this.opened;
  }

  private async begin(): Promise<Database> {
    const { indexedDB } = globalThis as { indexedDB?: { open(name: string, version: number): Opening } };
    if (indexedDB === undefined) throw new Error('IndexedDB is missing here: give the store another storage');
    const opening = indexedDB.open(this.name, 1);
    opening.onupgradeneeded = () => void opening.result.createObjectStore(RECORDS);
    return answered(opening);
  }
}

function answered<T>(asked: Asked<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}
