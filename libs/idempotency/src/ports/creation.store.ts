import type { Documents } from '#kernel';
import type { Creation } from '../domain/creation.js';

/** The records of Idempotency-Keys. */
export abstract class CreationStore {
  abstract readonly creations: Documents<Creation>;

  /** The ids of records with `expiresAt` < `at`, earliest first, at most `limit`. */
  abstract expiredBefore(at: number, limit: number): Promise<string[]>;

  /** The ids of records with one of these `owner`s, at most `limit`. For the deletion of an account. */
  abstract idsOf(owners: readonly string[], limit: number): Promise<string[]>;

  /** The ids of records with this `objectId`, at most `limit`. */
  abstract idsOfObject(objectId: string, limit: number): Promise<string[]>;
}
