import type { Documents, Stored } from '#kernel';
import type { Session } from '../domain/session.js';

export abstract class SessionStore {
  abstract readonly sessions: Documents<Session>;

  /** Sessions of a user that are not revoked, with id < `before` (null: from the newest), newest ids first, at most `limit`. */
  abstract liveOf(userId: string, before: string | null, limit: number): Promise<Stored<Session>[]>;

  /** Ids of at most `limit` sessions of a user, ended ones among them: what the deletion of the account removes. */
  abstract idsOf(userId: string, limit: number): Promise<string[]>;

  /** Ids of at most `limit` sessions whose absolute expiry is before `at`: what a sweep may remove. */
  abstract expiredBefore(at: number, limit: number): Promise<string[]>;
}
