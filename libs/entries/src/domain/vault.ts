import type { Manifest } from './manifest.js';

/** The most live entries of a vault. */
export const ENTRIES_MOST = 10_000;
/**
 * The most bodies of an account that were staged for re-keys. It counts those of the present generation, of the previous
 * one, and of the one before until it is swept.
 */
export const STAGED_MOST = 50_000;
/** The most deleted entries that a vault remembers for `?since=`. It drops the oldest ones. */
export const TOMBSTONES_MOST = 10_000;
/** How many revisions of an entry are kept, with the present one. */
export const HISTORY_KEPT = 10;
/** How long the previous generation can be restored: 30 days, in milliseconds. */
export const GENERATION_KEPT_MS = 2_592_000_000;

/** The generation that the last re-key or restore replaced. */
export interface PreviousGeneration {
  readonly generation: number;
  readonly wrappedKey: string | null;
  /** The id of the snapshot with its manifest. */
  readonly snapshot: string;
  readonly entries: number;
  readonly supersededAt: number;
}

/** A re-key that is neither published nor abandoned. */
export interface OpenRekey {
  readonly id: string;
  /** The generation that the re-key makes. It was never used before, not even by an abandoned re-key. */
  readonly generation: number;
  readonly wrappedKey: string;
  readonly startedAt: number;
}

/**
 * The vault of a user, the one document that decides. Each write of an entry and each re-key is published by one
 * compare-and-set of it. A body that it does not name does not count.
 */
export interface Vault {
  /** The owner's user id. */
  readonly id: string;
  /** `closed`: the owner was deleted. Nothing is ever published here again. */
  readonly state: 'open' | 'closed';
  /** The number of the key that the client seals under now. Begins at 1. */
  readonly generation: number;
  /** The highest generation that a re-key ever had. */
  readonly topGeneration: number;
  /** The generation's key, wrapped by the client under its user key. Null in a vault that was never re-keyed. */
  readonly wrappedKey: string | null;
  /** In no particular order, with unique ids. Holds deleted entries as long as they are remembered. */
  readonly manifest: Manifest;
  readonly previous: PreviousGeneration | null;
  readonly rekey: OpenRekey | null;
  /** The manifest may lack deletions up to this revision of the vault. */
  readonly horizon: number;
  readonly createdAt: number;
}
