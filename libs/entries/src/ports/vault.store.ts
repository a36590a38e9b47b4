import type { Documents } from '#kernel';
import type { BodyHead, EntryBody, VaultSnapshot } from '../domain/entry-body.js';
import type { Vault } from '../domain/vault.js';

/** A bounded read of bodies. */
export interface LoadedBodies {
  readonly bodies: EntryBody[];
  /** What was not looked at, in the order in which it was asked for; empty: nothing is left. */
  readonly left: readonly string[];
}

/**
 * Vaults, and the bodies and snapshots that they name. Bodies and snapshots are inserted once and never changed; a
 * repeat of the same insert changes nothing. PartUnavailable and OutcomeUnknown as `Documents` has them.
 */
export abstract class VaultStore {
  abstract readonly vaults: Documents<Vault>;

  /**
   * At most 200 bodies, together no more than one HTTP body holds (1 MiB); durable when it resolves. One whose id is
   * there already stays as it is. When it fails some may be there: they are nothing until a vault names them.
   */
  abstract insertBodies(bodies: readonly EntryBody[]): Promise<void>;

  /**
   * Those of these ids (distinct, at most 200) that are `ownerId`'s, in the order of `ids`. It stops before the body
   * with which their {@link blobSize}s would pass `most` in all, but not before the first: `left` are the ids that were
   * not looked at, for the next call.
   */
  abstract loadBodies(ownerId: string, ids: readonly string[], most: number): Promise<LoadedBodies>;

  /** Heads of the bodies staged for a re-key with id > `after`, by id, at most `limit`. */
  abstract staged(ownerId: string, rekey: string, after: string | null, limit: number): Promise<BodyHead[]>;

  /** How many bodies of `ownerId` were staged for a re-key, published since or not; counted up to `most`. */
  abstract countStaged(ownerId: string, most: number): Promise<number>;

  /** Heads of one entry's bodies with `generation`, by revision and id, at most `limit`. */
  abstract bodiesOf(ownerId: string, entryId: string, generation: number, limit: number): Promise<BodyHead[]>;

  /** Removes these bodies (at most 200) of `ownerId`; absent ones are no error. */
  abstract removeBodies(ownerId: string, ids: readonly string[]): Promise<void>;

  /** Removes up to `limit` bodies and snapshots of `ownerId`; how many, 0: none is left. For the sweep of a deleted user. */
  abstract removeSome(ownerId: string, limit: number): Promise<number>;

  /** One whose id is there already stays as it is. */
  abstract insertSnapshot(snapshot: VaultSnapshot): Promise<void>;
  abstract loadSnapshot(ownerId: string, id: string): Promise<VaultSnapshot | null>;
  abstract removeSnapshot(ownerId: string, id: string): Promise<void>;

  /** Heads of bodies written before `before` with id > `after`, by id, at most `limit`: for the sweep. */
  abstract writtenBefore(before: number, after: string | null, limit: number): Promise<BodyHead[]>;

  /** Snapshots (without manifest) written before `before`, id > `after`, by id, at most `limit`: for the sweep. */
  abstract snapshotsBefore(
    before: number,
    after: string | null,
    limit: number,
  ): Promise<{ readonly id: string; readonly ownerId: string }[]>;
}
