import type { Documents, Stored } from '#kernel';
import type { KeyRing } from '../domain/key-ring.js';

/** The rings' descriptors. */
export abstract class KeyRingStore {
  abstract readonly rings: Documents<KeyRing>;

  /** At most `limit` descriptors with id > `after` (null: from the first), by id as UTF-8 bytes; the master's and tombstones too. */
  abstract list(after: string | null, limit: number): Promise<Stored<KeyRing>[]>;

  /** How many descriptors there are. */
  abstract count(): Promise<number>;
}
