import { StoredFormat } from '#kernel';

/** Entries of a vault at most, deleted ones not counted. */
export const ENTRIES_MOST = 10_000;
/**
 * Bodies of an account that were staged for re-keys, at most: those of the present generation, of the one before, and of
 * the one before that until it is swept are among them.
 */
export const STAGED_MOST = 50_000;
/** Deleted entries that are remembered for `?since=`; the oldest are dropped past it. */
export const TOMBSTONES_MOST = 10_000;
/** Revisions of an entry that are kept, the current one included. */
export const HISTORY_KEPT = 10;
/** How long the generation before can be restored: 30 days, in milliseconds. */
export const GENERATION_KEPT_MS = 2_592_000_000;

/** What the vault says of one entry: which of its bodies is the present one. */
export interface ManifestEntry {
  readonly id: string;
  /** From 1 in a generation's line of revisions; authenticated by the client. */
  readonly revision: number;
  /** Id of its body; null: deleted. */
  readonly body: string | null;
  /** The vault's revision that published this. */
  readonly seq: number;
}

/** The generation that was current before the last re-key or restore. */
export interface PreviousGeneration {
  readonly generation: number;
  readonly wrappedKey: string | null;
  /** Id of the snapshot that holds its manifest. */
  readonly snapshot: string;
  readonly entries: number;
  readonly supersededAt: number;
}

/** A re-key that is being staged. */
export interface OpenRekey {
  readonly id: string;
  /** The generation that it becomes: never used before, not by an abandoned re-key either. */
  readonly generation: number;
  readonly wrappedKey: string;
  readonly startedAt: number;
}

/**
 * A user's vault: the one document that decides. Every write of an entry and every re-key publishes by its
 * compare-and-set; the bodies that it does not name are nothing.
 */
export interface Vault {
  /** The owner's user id. */
  readonly id: string;
  /** `closed`: the owner was deleted; nothing is ever published here again. */
  readonly state: 'open' | 'closed';
  /** From 1: under which key the client seals now. */
  readonly generation: number;
  /** The highest generation that was ever given to a re-key. */
  readonly topGeneration: number;
  /** The generation's key, wrapped by the client under its user key; null in a vault that was never re-keyed. */
  readonly wrappedKey: string | null;
  /** Ids are unique; deleted entries are in it as long as they are remembered. In no particular order. */
  readonly manifest: readonly ManifestEntry[];
  readonly previous: PreviousGeneration | null;
  readonly rekey: OpenRekey | null;
  /** Deletions published at or before this revision may have been dropped from the manifest. */
  readonly horizon: number;
  readonly createdAt: number;
}

/** How vaults are stored, in every store alike. */
export const VAULT_FORMAT = new StoredFormat<Vault>();
