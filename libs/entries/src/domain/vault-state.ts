import { Gone } from '#kernel';
import { generationStale, idTakenBefore, vaultFull } from './refusals.js';
import { ENTRIES_MOST, GENERATION_KEPT_MS, type ManifestEntry, type PreviousGeneration, type Vault } from './vault.js';

/** An entry that is not deleted. */
export type LiveEntry = ManifestEntry & { readonly body: string };

/** A vault that nothing was kept in. */
export function newVault(ownerId: string, at: number): Vault {
  return {
    id: ownerId,
    state: 'open',
    generation: 1,
    topGeneration: 1,
    wrappedKey: null,
    manifest: [],
    previous: null,
    rekey: null,
    horizon: 0,
    createdAt: at,
  };
}

/** What is left of a deleted user's: it names nothing and refuses everything. */
export function closedVault(ownerId: string, at: number): Vault {
  return { ...newVault(ownerId, at), state: 'closed' };
}

export function isLive(entry: ManifestEntry): entry is LiveEntry {
  return entry.body !== null;
}

/** Null: never made, deleted, or forgotten. */
export function liveEntry(vault: Vault, id: string): LiveEntry | null {
  const entry = vault.manifest.find((one) => one.id === id);
  return entry && isLive(entry) ? entry : null;
}

export function liveEntries(vault: Vault): LiveEntry[] {
  return vault.manifest.filter(isLive);
}

/** The entry; throws where it went away. */
export function requireLive(vault: Vault, id: string): LiveEntry {
  const entry = liveEntry(vault, id);
  if (!entry) throw new Gone();
  return entry;
}

/** `generation_stale` unless `named` is the present one; null is, as long as there never was another. */
export function requireGeneration(vault: Vault, named: number | null): void {
  if (named === vault.generation || (named === null && vault.topGeneration === 1)) return;
  throw generationStale(vault.generation);
}

/** `id_taken` for an id that is in the manifest, deleted or not; `vault_full`. */
export function requireRoomFor(vault: Vault, id: string): void {
  let live = 0;
  for (const entry of vault.manifest) {
    if (entry.id === id) throw idTakenBefore();
    if (isLive(entry)) live += 1;
  }
  if (live >= ENTRIES_MOST) throw vaultFull(ENTRIES_MOST);
}

/** The generation before, while it can be restored. */
export function restorable({ previous }: Vault, now: number): PreviousGeneration | null {
  return previous && now < restorableUntil(previous) ? previous : null;
}

export function restorableUntil({ supersededAt }: PreviousGeneration): number {
  return supersededAt + GENERATION_KEPT_MS;
}
