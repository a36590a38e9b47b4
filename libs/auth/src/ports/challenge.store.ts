import type { Documents } from '#kernel';
import type { Challenge } from '../domain/challenge.js';

export abstract class ChallengeStore {
  abstract readonly challenges: Documents<Challenge>;

  /** Ids of at most `limit` documents whose `expiresAt` is before `at`, oldest first: what a sweep may remove. */
  abstract expiredBefore(at: number, limit: number): Promise<string[]>;
}
