import type { KeyObject } from 'node:crypto';
import { PartUnavailable } from '#kernel';
import type { RingKeyRef } from '#keys';
import type { VaultCall } from './session/vault-session.js';

/** A wrap, and the master version that it is made under. */
export interface Wrap {
  readonly wrap: string;
  readonly under: number;
}

/** A wrap, and the ring version whose key it holds. */
export interface WrapOf extends Wrap {
  readonly ref: RingKeyRef;
}

/** The master key and the wraps under it: in Transit (mode `transit`), or in a record of KV (mode `kv`). */
export interface MasterKey {
  /** The versions, ascending; empty if there is no master key. */
  versions(call: VaultCall): Promise<number[]>;
  create(call: VaultCall): Promise<'created' | 'exists'>;
  /** Adds version `next`. `exists`: it is there already. RangeError for a gap. */
  add(call: VaultCall, next: number): Promise<'created' | 'exists'>;
  /**
   * Excludes `version` and every older one from new wraps. Returns whether one of them is still held. RangeError for the
   * newest version.
   */
  exclude(call: VaultCall, version: number): Promise<boolean>;
  /** Whether `version` was not excluded. A wrap that was stored before this is seen by each walk that follows an exclusion. */
  wrapsUnder(call: VaultCall, version: number): Promise<boolean>;
  /** Destroys `version` and every older one, which were excluded. Idempotent. RangeError for the newest version. */
  destroy(call: VaultCall, version: number): Promise<void>;
  /** Wraps under the newest version. `raw` is not changed. PartUnavailable if there is no master key. */
  wrap(call: VaultCall, ref: RingKeyRef, raw: Buffer): Promise<Wrap>;
  /** CannotOpen if the wrap does not authenticate. */
  unwrap(call: VaultCall, ref: RingKeyRef, wrap: string, under: number): Promise<KeyObject>;
  /**
   * Makes each wrap again under the newest version, and compares the keys in both. Stores nothing. Returns the new wraps in
   * the same order, and null for a wrap that does not open. `begin` begins a call for each request.
   */
  rewrap(begin: () => VaultCall, wraps: readonly WrapOf[]): Promise<(Wrap | null)[]>;
}

/** Whether `next` has to be added to `versions`. RangeError for a gap. PartUnavailable if there is no version yet [R64]. */
export function isMissing(versions: readonly number[], next: number): boolean {
  const newest = newestOf(versions);
  if (next > newest + 1) throw new RangeError('versions of the master key have no gaps');
  return next === newest + 1;
}

/** RangeError if `version` is the newest, or newer. */
export function requireOlder(versions: readonly number[], version: number): void {
  if (version >= newestOf(versions)) throw new RangeError('the newest master key is not destroyed');
}

/** The newest version. PartUnavailable if there is none. */
export function newestOf(versions: readonly number[]): number {
  if (versions.length === 0) throw new PartUnavailable('keyring', new Error('no master key'));
  return Math.max(...versions);
}
