import type { Documents, Sealed, Stored } from '#kernel';
import type { ListPlace, PathRange } from '../domain/path.js';
import type { Secret, SecretState, SecretSummary } from '../domain/secret.js';

/** A bound of secrets that every store has an index for. Times are milliseconds since 1970, and not part of the bound. */
export type SecretBound =
  | { readonly createdBy: string }
  | { readonly expiresBefore: number }
  | { readonly updatedBefore: number };

/**
 * Keeps secrets. Paths of live secrets are unique: the store keeps `pathKeyOf` under a unique index, and answers
 * `taken` if the key or the id belongs to another secret.
 */
export abstract class SecretStore {
  abstract readonly heads: Documents<Secret>;

  /** The live secret at exactly this path. */
  abstract findByPath(path: string): Promise<Stored<Secret> | null>;

  /** The live secrets at exactly these paths, in any order, by one read. A path without one is left out. */
  abstract findByPaths(paths: readonly string[]): Promise<Stored<Secret>[]>;

  /**
   * At most `limit` summaries of one state, in the order (path, id), inside `range` and after `after`. Reads no values.
   * Its cost depends on `limit`, not on the number of secrets.
   */
  abstract scan(
    state: SecretState,
    range: PathRange,
    after: ListPlace | null,
    limit: number,
  ): Promise<Stored<SecretSummary>[]>;

  /**
   * The places of all secrets of one state within the bound, in any order. Null if there are more than `most`. Reads the
   * index of the bound alone, so its cost depends on `most`, not on the number of secrets.
   */
  abstract placesWithin(state: SecretState, bound: SecretBound, most: number): Promise<ListPlace[] | null>;

  /** The summaries of the secrets with these ids, in any order. An id that no secret has is left out. */
  abstract summaries(ids: readonly string[]): Promise<Stored<SecretSummary>[]>;

  /**
   * Keeps the sealed bytes of `(id, version)`. The first write wins, so a repeat is harmless. If the version was
   * destroyed and has a marker, nothing changes.
   */
  abstract archive(id: string, version: number, sealed: Sealed, at: number): Promise<void>;

  /** The archived bytes. Null: there are none, or they were destroyed. */
  abstract loadVersion(id: string, version: number): Promise<Sealed | null>;

  /**
   * Replaces the bytes of `(id, version)` by a marker. Makes the marker also if there are no bytes, so that a late
   * archive write finds the place taken.
   */
  abstract destroyVersion(id: string, version: number, at: number): Promise<void>;

  /** Removes the bytes or the marker of `(id, version)`. No error if there is none. */
  abstract removeVersion(id: string, version: number): Promise<void>;

  /** Removes every archived version and marker of a purged secret. */
  abstract removeVersions(id: string): Promise<void>;

  /** At most `limit` secrets in state `purging`, or in state `deleted` with deletedAt < `before`. */
  abstract duePurge(before: number, limit: number): Promise<Stored<SecretSummary>[]>;

  /**
   * At most `limit` archived versions that hold bytes (no markers) and were written before `before`, in the order
   * (id, version), after `after`. For the sweep of unreferenced bytes.
   */
  abstract archivedBefore(
    before: number,
    after: { readonly id: string; readonly version: number } | null,
    limit: number,
  ): Promise<{ readonly id: string; readonly version: number }[]>;

  /**
   * At most `limit` heads of every state with an id greater than `after` (null: from the first), by id. For re-sealing.
   */
  abstract headsAfter(after: string | null, limit: number): Promise<Stored<Secret>[]>;

  /** Replaces the archived bytes of `(id, version)` by `next` if they still are `expected`. False otherwise. */
  abstract replaceVersion(id: string, version: number, expected: Sealed, next: Sealed): Promise<boolean>;

  /** The number of sealed values: heads and archived versions. */
  abstract countSealed(): Promise<number>;
}
