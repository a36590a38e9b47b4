import { Gone } from '#kernel';
import type { BodyHead } from './entry-body.js';
import { type ManifestEntry, TOMBSTONES_MOST, type Vault } from './vault.js';
import { liveEntry } from './vault-state.js';

/** Makes `body` the present one of its entry: a new entry, or the next revision. `seq`: what the vault becomes. */
export function withBody(vault: Vault, body: BodyHead, seq: number): Vault {
  const entry = { id: body.entryId, revision: body.revision, body: body.id, seq };
  return { ...vault, manifest: [...vault.manifest.filter(({ id }) => id !== entry.id), entry] };
}

/** Deletes an entry, and remembers that; throws where it is not there. */
export function withoutEntry(vault: Vault, id: string, seq: number): Vault {
  const live = liveEntry(vault, id);
  if (!live) throw new Gone();
  const rest = vault.manifest.filter((entry) => entry.id !== id);
  return remembering({ ...vault, manifest: [...rest, { ...live, body: null, seq }] });
}

/**
 * Forgets the oldest deletions past {@link TOMBSTONES_MOST}; whoever has seen no more than the horizon is given everything
 * instead of what has changed.
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

/** In the order of what changed: by seq, then id; 0 for the same place. */
export function oldestFirst(a: Placed, b: Placed): number {
  return a.seq - b.seq || (a.id < b.id ? -1 : Number(a.id > b.id));
}
