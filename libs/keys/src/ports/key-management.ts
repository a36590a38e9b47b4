import type { KeyObject } from 'node:crypto';
import { StartError } from '#kernel';

/** Another process holds the keyring, for as long as it lives. */
export class KeyringInUse extends StartError {}

/** What a keyring holds of one ring; `wrappedUnder`: the master version of each of its versions' wraps. */
export interface RingWraps {
  readonly versions: readonly { readonly version: number; readonly wrappedUnder: number }[];
  /** Compare-and-set token of the ring's record. */
  readonly revision: number;
}

/** Rings that one call re-wraps at most: OpenBao refuses a body of more than about 1,000 strings. */
export const REWRAP_MOST = 200;

/** What became of the wraps of one call. */
export interface Rewrapped {
  /** Wraps that were made anew. */
  readonly moved: number;
  /** Rings that do not open, or lost every race: the next pass tries them again. */
  readonly failed: readonly string[];
}

/**
 * The custody of keys: a master key that wraps key rings, each with numbered versions; a wrap is bound to its ring's
 * id and version, so a wrap moved elsewhere does not open.
 *
 * Errors: PartUnavailable('keyring') within 2 s when sealed, down or slow; OutcomeUnknown when a write's answer was
 * lost, and calling again is then safe. A wrap that does not authenticate throws CannotOpen without saying why.
 */
export abstract class KeyManagement {
  /** Resolves when the keyring answers and its master key is usable. */
  abstract check(): Promise<void>;

  /** Versions of the master key, ascending; empty when there is none. Never makes one [R64]. */
  abstract masterVersions(): Promise<number[]>;

  /**
   * Makes version 1 of the master key, for an empty store only; `exists` where there is one, which is left as it is.
   * StartError where the keyring holds rings and no master: a new one would hide that theirs is lost.
   */
  abstract createMaster(): Promise<'created' | 'exists'>;

  /**
   * Adds version `next` (the highest plus one) of the master key, durably; `exists` when it is there. From then on new
   * wraps are made under it, on every node. For rotation.
   */
  abstract addMasterVersion(next: number): Promise<'created' | 'exists'>;

  /** Wraps and unwraps a random key under the newest master version, which must be `version`. Throws CannotOpen where that fails. */
  abstract verifyMaster(version: number): Promise<void>;

  /**
   * Wraps anew, under the newest master version, every wrap of `rings` (at most {@link REWRAP_MOST}) that is under an
   * older one. Each new wrap is opened and compared with what the old one holds before it takes its place by
   * compare-and-set [R60]. Repeatable. A ring that is gone is none of these. PartUnavailable: some may have been done.
   */
  abstract rewrap(rings: readonly string[]): Promise<Rewrapped>;

  /**
   * Destroys version `version` and every older one of the master key for good. Idempotent; RangeError for the newest.
   * Whoever calls has made sure that nothing is wrapped under them.
   */
  abstract destroyMaster(version: number): Promise<void>;

  /** Destroys these versions of a ring for good. Idempotent; RangeError when one is the newest. */
  abstract dropVersions(ring: string, versions: readonly number[]): Promise<void>;

  /**
   * Makes a ring with version 1: a random 256-bit key, wrapped under the newest master version. `exists`: there is
   * one already, or there was one that was shredded; nothing was changed.
   */
  abstract createRing(ring: string): Promise<'created' | 'exists'>;

  /**
   * Adds version `next` (the highest plus one) to a ring; `exists` when it is there. For rotation. CofferError
   * `not_found` for a ring that was never made or was shredded.
   */
  abstract addVersion(ring: string, next: number): Promise<'created' | 'exists'>;

  /** What is held of a ring; null: never made, or shredded. */
  abstract wraps(ring: string): Promise<RingWraps | null>;

  /** Unwraps one version: a 256-bit secret key. Null: no such ring or version, or shredded. Raw bytes are zero-filled. */
  abstract openKey(ring: string, version: number): Promise<KeyObject | null>;

  /**
   * Destroys every version of a ring for good and leaves a tombstone, so that no late or repeated write brings it
   * back. Idempotent; also for a ring that was never made.
   */
  abstract shred(ring: string): Promise<void>;

  /** Lets go of connections, timers and locks; idempotent. */
  abstract close(): Promise<void>;
}
