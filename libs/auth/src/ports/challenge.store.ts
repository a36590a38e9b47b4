import type { Documents } from '#kernel';
import type { Challenge } from '../domain/challenge.js';

export abstract class ChallengeStore {
  abstract readonly challenges: Documents<Challenge>;

  /** Ids of documents whose `expiresAt` is before `at`, oldest first, at most `limit`. For the sweep. */
  abstract expiredBefore(at: number, limit: number): Promise<string[]>;

  /** The ids of all challenges of a user, used or expired ones too, at most `limit`. For the deletion of the account. */
  abstract idsOf(userId: string, limit: number): Promise<string[]>;
}
