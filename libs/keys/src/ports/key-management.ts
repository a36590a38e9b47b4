import type { KeyObject } from 'node:crypto';
import { StartError } from '#kernel';

/** Another process holds the keyring. It holds it as long as it lives. */
export class KeyringInUse extends StartError {}

/**
 * Marks that an operator writes where a keyring is bound to another store. `byKnown`: the next store whose canary the
 * keyring opens may bind it. `byNew`: also an empty store.
 */
export const ADOPTABLE = { byKnown: 'adoptable', byNew: 'adoptable-by-a-new-store' } as const;

/** A version of the master key was not destroyed: the keyring still holds a wrap under it, or under an older one. */
export class MasterStillNeeded extends Error {
  override readonly name = 'MasterStillNeeded';

  constructor(ring: string) {
    super(`${ring} is still wrapped under the version of the master key`);
  }
}

/** What a keyring holds of one ring. */
export interface RingWraps {
  /** The versions of the ring; `wrappedUnder` is the master version that a version is wrapped under. */
  readonly versions: readonly { readonly version: number; readonly wrappedUnder: number }[];
  /** The revision of the ring's record, for compare-and-set. */
  readonly revision: number;
}

/** One call re-wraps at most so many rings: OpenBao refuses a request body of more than about 1,000 strings. */
export const REWRAP_MOST = 200;

/** The result of one re-wrapping. */
export interface Rewrapped {
  /** How many wraps were made again under the newest master version. */
  readonly moved: number;
  /** Rings that do not open, or whose record was changed by others each time. The next pass tries them again. */
  readonly failed: readonly string[];
}

/**
 * Holds the keys: a master key, and key rings that it wraps. A ring has numbered versions. A wrap is bound to the id and
 * the version of its ring, so that a wrap moved elsewhere does not open.
 *
 * Errors: PartUnavailable('keyring') within 2 s when the keyring is sealed, down or slow. OutcomeUnknown when the answer
 * of a write was lost; it is safe to call again. CannotOpen for a wrap that does not authenticate, without the reason.
 */
export abstract class KeyManagement {
  /** Resolves when the keyring answers and its master key is usable. */
  abstract check(): Promise<void>;

  /** What the keyring is bound to: the id of a store, or a mark of {@link ADOPTABLE}; null: to nothing yet. */
  abstract boundTo(): Promise<string | null>;

  /** Binds the keyring to a store, durably. False, and nothing is changed, if it is not bound to `before`. */
  abstract bind(to: string, before: string | null): Promise<boolean>;

  /** Versions of the master key, ascending; empty when there is none. Never makes one [R64]. */
  abstract masterVersions(): Promise<number[]>;

  /**
   * Makes version 1 of the master key. Called only for an empty store. `exists`: there is a master key, and it was not
   * changed. StartError if the keyring holds rings but no master key: a new one would hide that theirs is lost.
   */
  abstract createMaster(): Promise<'created' | 'exists'>;

  /**
   * Adds version `next` (the highest plus one) of the master key, durably. `exists`: that version is there already. From
   * then on every node makes new wraps under it. RangeError for any other version.
   */
  abstract addMasterVersion(next: number): Promise<'created' | 'exists'>;

  /** Wraps and unwraps a random key under the newest master version. CannotOpen if that fails or is not `version`. */
  abstract verifyMaster(version: number): Promise<void>;

  /**
   * Makes each wrap of `rings` (at most {@link REWRAP_MOST}) that is under an older master version again, under the
   * newest one. Each new wrap is opened and compared with the old one before it replaces it by compare-and-set [R60].
   * Rings that are gone are skipped. May be repeated. After PartUnavailable some of them may have been moved.
   */
  abstract rewrap(rings: readonly string[]): Promise<Rewrapped>;

  /**
   * The names of at most `limit` rings after `after` (null: from the first), in the order of their names as UTF-8 bytes.
   * These are all rings of the keyring, whatever any store knows. Shredded rings may be among them.
   */
  abstract rings(after: string | null, limit: number): Promise<string[]>;

  /**
   * The name of a ring with a wrap under `version` of the master key or an older one; null: nothing needs them. May read
   * every ring. PartUnavailable if one of them cannot be read.
   */
  abstract ringUnder(version: number): Promise<string | null>;

  /**
   * Destroys `version` of the master key and every older one for good. MasterStillNeeded, and nothing is destroyed, if a
   * wrap of the keyring is under one of them. Idempotent. RangeError for the newest version.
   */
  abstract destroyMaster(version: number): Promise<void>;

  /** Destroys these versions of a ring for good. Idempotent. RangeError if one of them is the newest, or for `audit`. */
  abstract dropVersions(ring: string, versions: readonly number[]): Promise<void>;

  /**
   * Makes a ring with version 1: a random 256-bit key, wrapped under the newest master version. `exists`: the ring is
   * there already or was shredded, and nothing was changed.
   */
  abstract createRing(ring: string): Promise<'created' | 'exists'>;

  /**
   * Adds version `next` (the highest plus one) to a ring. `exists`: that version is there already. CofferError `not_found`
   * for a ring that was never made or was shredded. RangeError for any other version.
   */
  abstract addVersion(ring: string, next: number): Promise<'created' | 'exists'>;

  /** What the keyring holds of a ring; null: the ring was never made, or it was shredded. */
  abstract wraps(ring: string): Promise<RingWraps | null>;

  /** Unwraps one version. Null: there is no such version, or the ring was shredded. Raw bytes are zero-filled. */
  abstract openKey(ring: string, version: number): Promise<KeyObject | null>;

  /**
   * Destroys every version of a ring for good and leaves a tombstone, so that no late or repeated write brings the ring
   * back. Idempotent. A ring that was never made gets a tombstone, too. RangeError for `audit`.
   */
  abstract shred(ring: string): Promise<void>;

  /** Closes connections, cancels timers and releases locks. Idempotent. */
  abstract close(): Promise<void>;
}
