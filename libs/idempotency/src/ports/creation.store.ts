import type { Documents } from '#kernel';
import type { Creation } from '../domain/creation.js';

/** Creations that named an Idempotency-Key. */
export abstract class CreationStore {
  abstract readonly creations: Documents<Creation>;

  /** Ids of those with `expiresAt` < `at`, soonest first, at most `limit`. */
  abstract expiredBefore(at: number, limit: number): Promise<string[]>;
}
