import type { Documents } from '#kernel';
import type { BodyHead, EntryBody, VaultSnapshot } from '../domain/entry-body.js';
import type { Vault } from '../domain/vault.js';

/** A bounded read of bodies. */
export interface LoadedBodies {
  readonly bodies: EntryBody[];
  /** The ids that were not looked at, in the given order. Empty: all were. */
  readonly left: readonly string[];
}

/**
 * Keeps vaults, and the bodies and snapshots that they name. Bodies and snapshots are inserted once and never changed. A
 * repeat of an insert changes nothing. Errors: PartUnavailable and OutcomeUnknown, as in `Documents`.
 */
export abstract class VaultStore {
  abstract readonly vaults: Documents<Vault>;

  /** The revision of a vault, also of one that is damaged. Null: there is none. */
  abstract revisionOf(ownerId: string): Promise<number | null>;

  /**
   * Inserts at most 200 bodies, together at most 1 MiB (one HTTP body). They are durable when it resolves. A body whose
   * id exists stays as it is. After an error, some may exist: they do not count before a vault names them.
   */
  abstract insertBodies(bodies: readonly EntryBody[]): Promise<void>;

  /**
   * The bodies with these ids (distinct, at most 200) that belong to `ownerId`, in the order of `ids`. Stops before the
   * body with which the sum of their {@link blobSize}s would pass `most`, but never before the first one. `left` holds
   * the ids for the next call.
   */
  abstract loadBodies(ownerId: string, ids: readonly string[], most: number): Promise<LoadedBodies>;

  /** At most `limit` heads of bodies that were staged for a re-key, with an id greater than `after`, by id. */
  abstract staged(ownerId: string, rekey: string, after: string | null, limit: number): Promise<BodyHead[]>;

  /** The number of bodies of `ownerId` that were staged for any re-key, also a published one. Counts only up to `most`. */
  abstract countStaged(ownerId: string, most: number): Promise<number>;

  /** At most `limit` heads of one entry's bodies in `generation`, by revision and id. */
  abstract bodiesOf(ownerId: string, entryId: string, generation: number, limit: number): Promise<BodyHead[]>;

  /** Removes these bodies (at most 200) of `ownerId`. Absent ones are no error. */
  abstract removeBodies(ownerId: string, ids: readonly string[]): Promise<void>;

  /** Removes at most `limit` bodies and snapshots of `ownerId`, and returns their number. 0: none is left. */
  abstract removeSome(ownerId: string, limit: number): Promise<number>;

  /** A snapshot whose id exists stays as it is. */
  abstract insertSnapshot(snapshot: VaultSnapshot): Promise<void>;
  abstract loadSnapshot(ownerId: string, id: string): Promise<VaultSnapshot | null>;
  abstract removeSnapshot(ownerId: string, id: string): Promise<void>;

  /** The owner of bodies with the lowest id greater than `after`. Null: there is none. For the sweep. */
  abstract nextOwner(after: string | null): Promise<string | null>;

  /**
   * At most `limit` heads of bodies of `ownerId` written before `before`, with an id greater than `after`, by id. For
   * the sweep.
   */
  abstract writtenBefore(ownerId: string, before: number, after: string | null, limit: number): Promise<BodyHead[]>;

  /** At most `limit` snapshots written before `before`, with an id greater than `after`, by id. For the sweep. */
  abstract snapshotsBefore(
    before: number,
    after: string | null,
    limit: number,
  ): Promise<{ readonly id: string; readonly ownerId: string }[]>;
}
