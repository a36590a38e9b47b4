import type { Documents, Stored } from '#kernel';
import type { KeyRing } from '../domain/key-ring.js';

/** Keeps the descriptors of rings. */
export abstract class KeyRingStore {
  abstract readonly rings: Documents<KeyRing>;

  /**
   * At most `limit` descriptors whose id is greater than `after` (null: from the first), in the order of ids as UTF-8
   * bytes. The master key's descriptor and tombstones are included.
   */
  abstract list(after: string | null, limit: number): Promise<Stored<KeyRing>[]>;

  /** How many descriptors there are, the master key's and tombstones included. */
  abstract count(): Promise<number>;
}
