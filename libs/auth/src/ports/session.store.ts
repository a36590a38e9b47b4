import type { Documents, Stored } from '#kernel';
import type { Session } from '../domain/session.js';

export abstract class SessionStore {
  abstract readonly sessions: Documents<Session>;

  /** A user's sessions that are not revoked, newest first, at most `limit`. `before`: only smaller ids; null: all. */
  abstract liveOf(userId: string, before: string | null, limit: number): Promise<Stored<Session>[]>;

  /** Ids of a user's live and ended sessions, at most `limit`. For the deletion of the account. */
  abstract idsOf(userId: string, limit: number): Promise<string[]>;

  /** Ids of sessions whose absolute expiry is before `at`, at most `limit`. For the sweep. */
  abstract expiredBefore(at: number, limit: number): Promise<string[]>;
}
