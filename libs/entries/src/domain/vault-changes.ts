import { Gone } from '#kernel';
import type { BodyHead } from './entry-body.js';
import {
  folded,
  type Manifest,
  oldestDeleted,
  packManifest,
  unpackManifest,
  withEntry,
  withoutTrace,
} from './manifest.js';
import type { ManifestEntry } from './manifest-lines.js';
import { TOMBSTONES_MOST, type Vault } from './vault.js';
import { liveEntry } from './vault-state.js';

/**
 * The vault with its manifest as stores should keep it. An earlier version may have written all lines as changes: a change
 * that touches no entry would write them again.
 */
export function withFewChanges(vault: Vault): Vault {
  const manifest = folded(vault.manifest);
  return manifest === vault.manifest ? vault : { ...vault, manifest };
}

/** The vault with `body` as the present body of its entry: a new entry, or a next revision. `seq`: the vault's new revision. */
export function withBody(vault: Vault, body: BodyHead, seq: number): Vault {
  const entry = { id: body.entryId, revision: body.revision, body: body.id, seq };
  return { ...vault, manifest: withEntry(vault.manifest, entry) };
}

/** The vault after an entry was deleted. It remembers the deletion. Errors: Gone if there is no such entry. */
export function withoutEntry(vault: Vault, id: string, seq: number): Vault {
  const live = liveEntry(vault, id);
  if (!live) throw new Gone();
  return remembering({ ...vault, manifest: withEntry(vault.manifest, { ...live, body: null, seq }) });
}

/**
 * The vault without the oldest deletions past {@link TOMBSTONES_MOST}. Raises the horizon: a client that has seen nothing
 * later gets all entries instead of changes.
 */
export function remembering(vault: Vault): Vault {
  const excess = vault.manifest.deleted - TOMBSTONES_MOST;
  if (excess <= 0) return vault;
  return excess === 1 ? withoutOldest(vault) : withoutOldestOf(vault, excess);
}

/** The vault without its oldest deletion: what a deletion does that is one too many. */
function withoutOldest(vault: Vault): Vault {
  const oldest = oldestDeleted(vault.manifest);
  return oldest ? forgetting(vault, withoutTrace(vault.manifest, oldest.id), oldest) : vault;
}

function withoutOldestOf(vault: Vault, count: number): Vault {
  const entries = unpackManifest(vault.manifest);
  const deleted = entries.filter(({ body }) => body === null).sort(oldestFirst);
  const dropped = new Set(deleted.slice(0, count));
  return forgetting(vault, packManifest(entries.filter((entry) => !dropped.has(entry))), deleted[count - 1]);
}

function forgetting(vault: Vault, manifest: Manifest, last?: ManifestEntry): Vault {
  return { ...vault, manifest, horizon: Math.max(vault.horizon, last?.seq ?? 0) };
}

type Placed = Pick<ManifestEntry, 'id' | 'seq'>;

/**
 * Compares two entries by their changes: by seq, then by id.
 *
 * @example
 * oldestFirst({ id: 'a', seq: 1 }, { id: 'a', seq: 2 }); // -1
 */
export function oldestFirst(a: Placed, b: Placed): number {
  return a.seq - b.seq || (a.id < b.id ? -1 : Number(a.id > b.id));
}
