import { Gone } from '#kernel';
import type { BodyHead } from './entry-body.js';
import { type ManifestEntry, TOMBSTONES_MOST, type Vault } from './vault.js';
import { liveEntry } from './vault-state.js';

/** The vault with `body` as the present body of its entry: a new entry, or a next revision. `seq`: the vault's new revision. */
export function withBody(vault: Vault, body: BodyHead, seq: number): Vault {
  const entry = { id: body.entryId, revision: body.revision, body: body.id, seq };
  return { ...vault, manifest: [...vault.manifest.filter(({ id }) => id !== entry.id), entry] };
}

/** The vault after an entry was deleted. It remembers the deletion. Errors: Gone if there is no such entry. */
export function withoutEntry(vault: Vault, id: string, seq: number): Vault {
  const live = liveEntry(vault, id);
  if (!live) throw new Gone();
  const rest = vault.manifest.filter((entry) => entry.id !== id);
  return remembering({ ...vault, manifest: [...rest, { ...live, body: null, seq }] });
}

/**
 * The vault without the oldest deletions past {@link TOMBSTONES_MOST}. Raises the horizon: a client that has seen nothing
 * later gets all entries instead of changes.
 */
export function remembering(vault: Vault): Vault {
  const deleted = vault.manifest.filter((entry) => entry.body === null);
  const excess = deleted.length - TOMBSTONES_MOST;
  if (excess <= 0) return vault;
  const dropped = deleted.sort(oldestFirst).slice(0, excess);
  const ids = new Set(dropped.map(({ id }) => id));
  return {
    ...vault,
    manifest: vault.manifest.filter(({ id }) => !ids.has(id)),
    horizon: Math.max(vault.horizon, dropped.at(-1)?.seq ?? 0),
  };
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
