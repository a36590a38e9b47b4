import type { KeyObject } from 'node:crypto';
import { PartUnavailable } from '#kernel';
import type { RingKeyRef } from '#keys';
import type { VaultCall } from './session/vault-session.js';

/** A wrap and the master version that it is under. */
export interface Wrap {
  readonly wrap: string;
  readonly under: number;
}

/** Whose key a wrap holds. */
export interface WrapOf extends Wrap {
  readonly ref: RingKeyRef;
}

/** Where the master key is and who wraps with it: Transit, or a KV record of system A's layout. */
export interface MasterKey {
  /** Ascending; empty when there is none. */
  versions(call: VaultCall): Promise<number[]>;
  create(call: VaultCall): Promise<'created' | 'exists'>;
  /** Adds version `next`; `exists` when it is there. RangeError for a gap. */
  add(call: VaultCall, next: number): Promise<'created' | 'exists'>;
  /** Destroys `version` and every older one; idempotent. RangeError for the newest. */
  destroy(call: VaultCall, version: number): Promise<void>;
  /** Wraps under the newest version; `raw` is left as it is. PartUnavailable when there is no master key. */
  wrap(call: VaultCall, ref: RingKeyRef, raw: Buffer): Promise<Wrap>;
  /** CannotOpen when it does not authenticate. */
  unwrap(call: VaultCall, ref: RingKeyRef, wrap: string, under: number): Promise<KeyObject>;
  /**
   * Makes each of `wraps` anew under the newest version and compares what both hold; stores nothing. In the same
   * order; null for one that does not open. `begin` gives each request a time of its own.
   */
  rewrap(begin: () => VaultCall, wraps: readonly WrapOf[]): Promise<(Wrap | null)[]>;
}

/** Whether `next` is to be added after `versions`; RangeError for a gap. Never the first one [R64]. */
export function isMissing(versions: readonly number[], next: number): boolean {
  const newest = newestOf(versions);
  if (next > newest + 1) throw new RangeError('versions of the master key have no gaps');
  return next === newest + 1;
}

/** RangeError where `version` is the newest, or newer. */
export function requireOlder(versions: readonly number[], version: number): void {
  if (version >= newestOf(versions)) throw new RangeError('the newest master key is not destroyed');
}

/** PartUnavailable where there is none. */
export function newestOf(versions: readonly number[]): number {
  if (versions.length === 0) throw new PartUnavailable('keyring', new Error('no master key'));
  return Math.max(...versions);
}
