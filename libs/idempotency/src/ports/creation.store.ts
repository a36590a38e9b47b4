import type { Documents } from '#kernel';
import type { Creation } from '../domain/creation.js';

/** The records of Idempotency-Keys. */
export abstract class CreationStore {
  abstract readonly creations: Documents<Creation>;

  /** The ids of records with `expiresAt` < `at`, earliest first, at most `limit`. */
  abstract expiredBefore(at: number, limit: number): Promise<string[]>;
}
