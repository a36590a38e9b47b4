import type { Documents, Stored } from '#kernel';
import type { ApiKey, KeyUse } from '../domain/keys/api-key.js';

export abstract class ApiKeyStore {
  abstract readonly keys: Documents<ApiKey>;

  /** All keys of an account, the newest id first, at most `limit`. `before`: only smaller ids; null: all. */
  abstract ofAccount(accountId: string, before: string | null, limit: number): Promise<Stored<ApiKey>[]>;

  /** How many keys of an account are not over at `now`: neither ended nor expired. */
  abstract liveCount(accountId: string, now: number): Promise<number>;

  /** Ids of keys that were over before `at`, the longest first, at most `limit`. For the sweep. */
  abstract overBefore(at: number, limit: number): Promise<string[]>;

  /** Ids of keys whose `remindAt` is before `at`, the earliest first, at most `limit`. */
  abstract remindersBefore(at: number, limit: number): Promise<string[]>;

  /**
   * Keeps the use if it is later than the one that is kept. It raises no revision and is no part of the document: a use
   * never makes a change of a key lose a race. Durable before it resolves.
   */
  abstract noteUse(id: string, use: KeyUse): Promise<void>;

  /** The last uses that are kept, by the id of the key. */
  abstract usesOf(ids: readonly string[]): Promise<ReadonlyMap<string, KeyUse>>;

  /** Removes what is kept of the use of one key. */
  abstract forgetUse(id: string): Promise<void>;
}
