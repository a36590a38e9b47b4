import type { Documents } from '#kernel';
import type { Lockout } from '../domain/lockout.js';

export abstract class LockoutStore {
  abstract readonly lockouts: Documents<Lockout>;

  /** Ids of at most `limit` documents whose `expiresAt` is before `at`, oldest first: what a sweep may remove. */
  abstract expiredBefore(at: number, limit: number): Promise<string[]>;
}
