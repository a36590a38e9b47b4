import type { Documents, Stored } from '#kernel';
import type { Session } from '../domain/session.js';

export abstract class SessionStore {
  abstract readonly sessions: Documents<Session>;

  /** Every session of a user that is not revoked, newest first, at most `limit`. */
  abstract liveOf(userId: string, limit: number): Promise<Stored<Session>[]>;

  /** Ids of at most `limit` sessions whose absolute expiry is before `at`: what a sweep may remove. */
  abstract expiredBefore(at: number, limit: number): Promise<string[]>;
}
