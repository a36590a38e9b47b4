import type { Documents, Sealed, Stored } from '#kernel';
import type { ListPlace, PathRange } from '../domain/path.js';
import type { Secret, SecretState, SecretSummary } from '../domain/secret.js';

/**
 * Secrets. The live path is unique: the store keeps `path_key` (the path while live, `deleted:<id>` after) under a
 * unique index, and answers `taken` when it or the id belongs to another secret.
 */
export abstract class SecretStore {
  abstract readonly heads: Documents<Secret>;

  /** The live secret at `path`, exactly. */
  abstract findByPath(path: string): Promise<Stored<Secret> | null>;

  /**
   * At most `limit` summaries (never values) of one state, in the order (path, id), inside `range` and after `after`.
   * Its cost follows `limit`, not the number of secrets.
   */
  abstract scan(
    state: SecretState,
    range: PathRange,
    after: ListPlace | null,
    limit: number,
  ): Promise<Stored<SecretSummary>[]>;

  /**
   * Keeps the sealed bytes of `(id, version)`. The first write wins and a repeat is harmless; over a destroyed
   * version's marker it changes nothing.
   */
  abstract archive(id: string, version: number, sealed: Sealed, at: number): Promise<void>;

  /** The archived bytes; null when there are none or they were destroyed. */
  abstract loadVersion(id: string, version: number): Promise<Sealed | null>;

  /** Replaces the bytes of `(id, version)` by a marker, also where there were none: a late archive finds its place taken. */
  abstract destroyVersion(id: string, version: number, at: number): Promise<void>;

  /** Removes the row of `(id, version)`, bytes or marker, whose head lists it no more; no error where there is none. */
  abstract removeVersion(id: string, version: number): Promise<void>;

  /** Removes every archived version and marker of a purged secret. */
  abstract removeVersions(id: string): Promise<void>;

  /** Secrets in state `deleted` with deletedAt < `before`, or `purging`; at most `limit`. */
  abstract duePurge(before: number, limit: number): Promise<Stored<SecretSummary>[]>;

  /**
   * Rows `(id, version)` that hold bytes (no markers) and were written before `before`, in the order (id, version), a
   * page after `after`: for the sweep of unreferenced bytes.
   */
  abstract archivedBefore(
    before: number,
    after: { readonly id: string; readonly version: number } | null,
    limit: number,
  ): Promise<{ readonly id: string; readonly version: number }[]>;

  /** At most `limit` heads, values included, of every state with id > `after` (null: from the first), by id: for re-sealing. */
  abstract headsAfter(after: string | null, limit: number): Promise<Stored<Secret>[]>;

  /** Puts `next` in the place of the archived bytes of `(id, version)` if they still are `expected`; false otherwise. */
  abstract replaceVersion(id: string, version: number, expected: Sealed, next: Sealed): Promise<boolean>;

  /** How many sealed values there are: heads and archived versions. */
  abstract countSealed(): Promise<number>;
}
