import type { Documents, Stored } from '#kernel';
import type { SensitiveRecord } from '../domain/sensitive-record.js';

/** Keeps personal data. */
export abstract class SensitiveDataStore {
  abstract readonly records: Documents<SensitiveRecord>;

  /** At most `limit` records of one owner with an id greater than `after` (null: from the first), in the order of ids. */
  abstract list(ownerId: string, after: string | null, limit: number): Promise<Stored<SensitiveRecord>[]>;

  /** The number of records of one owner. */
  abstract count(ownerId: string): Promise<number>;
}
