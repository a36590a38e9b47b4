import type { Documents } from '#kernel';
import type { Lockout } from '../domain/lockout.js';

export abstract class LockoutStore {
  abstract readonly lockouts: Documents<Lockout>;

  /** Ids of documents whose `expiresAt` is before `at`, oldest first, at most `limit`. For the sweep. */
  abstract expiredBefore(at: number, limit: number): Promise<string[]>;
}
