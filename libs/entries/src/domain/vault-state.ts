import { Gone } from '#kernel';
import { entryIn, packManifest, unpackManifest } from './manifest.js';
import type { ManifestEntry } from './manifest-lines.js';
import { generationStale, idTakenBefore, vaultFull } from './refusals.js';
import { ENTRIES_MOST, GENERATION_KEPT_MS, type PreviousGeneration, type Vault } from './vault.js';

/** An entry that is not deleted. */
export type LiveEntry = ManifestEntry & { readonly body: string };

/** An empty vault. `at`: milliseconds since 1970. */
export function newVault(ownerId: string, at: number): Vault {
  return {
    id: ownerId,
    state: 'open',
    generation: 1,
    topGeneration: 1,
    wrappedKey: null,
    manifest: packManifest([]),
    previous: null,
    rekey: null,
    horizon: 0,
    createdAt: at,
  };
}

/** The vault of a deleted user. It is empty and refuses every write. */
export function closedVault(ownerId: string, at: number): Vault {
  return { ...newVault(ownerId, at), state: 'closed' };
}

export function isLive(entry: ManifestEntry): entry is LiveEntry {
  return entry.body !== null;
}

/** The entry. Null: it never existed, or it was deleted. */
export function liveEntry(vault: Vault, id: string): LiveEntry | null {
  const entry = entryIn(vault.manifest, id);
  return entry && isLive(entry) ? entry : null;
}

/** Builds all of them: for work on the whole vault. */
export function liveEntries(vault: Vault): LiveEntry[] {
  return unpackManifest(vault.manifest).filter(isLive);
}

/** The entry. Errors: Gone. */
export function requireLive(vault: Vault, id: string): LiveEntry {
  const entry = liveEntry(vault, id);
  if (!entry) throw new Gone();
  return entry;
}

/**
 * Errors: `generation_stale` unless `named` is the present generation. Null passes while the vault has never had another
 * generation.
 */
export function requireGeneration(vault: Vault, named: number | null): void {
  if (named === vault.generation || (named === null && vault.topGeneration === 1)) return;
  throw generationStale(vault.generation);
}

/** Errors: `id_taken` for an id in the manifest, also of a deleted entry; `vault_full`. */
export function requireRoomFor(vault: Vault, id: string): void {
  if (entryIn(vault.manifest, id)) throw idTakenBefore();
  if (vault.manifest.live >= ENTRIES_MOST) throw vaultFull(ENTRIES_MOST);
}

/** The previous generation, while it can be restored. `now`: milliseconds since 1970. Null: there is none. */
export function restorable({ previous }: Vault, now: number): PreviousGeneration | null {
  return previous && now < restorableUntil(previous) ? previous : null;
}

/** When the previous generation can no longer be restored, in milliseconds since 1970. */
export function restorableUntil({ supersededAt }: PreviousGeneration): number {
  return supersededAt + GENERATION_KEPT_MS;
}
