import type { Documents, Stored } from '#kernel';
import type { Wrap, WrapKind } from '../domain/wrap.js';

/** Wraps. Times are milliseconds since 1970. Errors of every read: PartUnavailable. */
export abstract class WrapStore {
  abstract readonly wraps: Documents<Wrap>;

  /** Ids of wraps whose `dueAt` is before `at`, the earliest first, at most `limit`. */
  abstract dueBefore(at: number, limit: number): Promise<string[]>;

  /** Wraps with a sealed value, by id, after the id `after`. Null: from the first. */
  abstract sealedAfter(after: string | null, limit: number): Promise<Stored<Wrap>[]>;

  /** How many wraps have a sealed value. */
  abstract countSealed(): Promise<number>;

  /** How many wraps of an account have a sealed value and expire after `now`. Counts every acknowledged write. */
  abstract countLive(makerId: string, now: number): Promise<number>;

  /** The wraps that an account made of one object, the newest first, before the id `before`. Null: from the newest. */
  abstract madeOf(makerId: string, subjectId: string, before: string | null, limit: number): Promise<Stored<Wrap>[]>;

  /** Wraps of an object, or of one version of it, whoever made them, that have a sealed value. Null: of every version. */
  abstract sealedOf(kind: WrapKind, subjectId: string, version: number | null, limit: number): Promise<Stored<Wrap>[]>;

  /** The ids of all wraps that an account made, at most `limit`. For the deletion of the account. */
  abstract idsOf(makerId: string, limit: number): Promise<string[]>;
}
