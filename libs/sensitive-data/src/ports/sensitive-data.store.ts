import type { Documents, Stored } from '#kernel';
import type { SensitiveRecord } from '../domain/sensitive-record.js';

/** Personal data. */
export abstract class SensitiveDataStore {
  abstract readonly records: Documents<SensitiveRecord>;

  /** At most `limit` records of one owner with id > `after` (null: from the first), by id. */
  abstract list(ownerId: string, after: string | null, limit: number): Promise<Stored<SensitiveRecord>[]>;

  /** How many records `ownerId` has. */
  abstract count(ownerId: string): Promise<number>;
}
