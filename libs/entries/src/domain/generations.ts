import { Gone } from '#kernel';
import type { VaultSnapshot } from './entry-body.js';
import { packManifest, unpackManifest } from './manifest.js';
import type { ManifestEntry } from './manifest-lines.js';
import { rekeyOpen } from './refusals.js';
import type { OpenRekey, Vault } from './vault.js';
import { remembering } from './vault-changes.js';
import { isLive, liveEntries, restorable } from './vault-state.js';

/** A re-key that begins. `at`: milliseconds since 1970. */
export interface NewRekey {
  readonly id: string;
  readonly wrappedKey: string;
  readonly at: number;
}

/** The replacement of one generation by another. `snapshot`: the id of the snapshot of the old one. `seq`: the new revision. */
export interface Succession {
  readonly snapshot: string;
  readonly at: number;
  readonly seq: number;
}

/**
 * The vault with an open re-key, under a generation that was never used. Errors: `rekey_open` if one is open.
 *
 * @example
 * withRekey(vaultOfGeneration2, { id, wrappedKey, at }).rekey?.generation; // 3
 */
export function withRekey(vault: Vault, { id, wrappedKey, at }: NewRekey): Vault {
  if (vault.rekey) throw rekeyOpen();
  const generation = vault.topGeneration + 1;
  return { ...vault, topGeneration: generation, rekey: { id, generation, wrappedKey, startedAt: at } };
}

/** The open re-key with this id. Errors: Gone if there is none, or another one. */
export function requireRekey({ rekey }: Vault, id: string): OpenRekey {
  if (rekey?.id !== id) throw new Gone();
  return rekey;
}

/** The vault after a re-key was abandoned. Errors: Gone. */
export function withoutRekey(vault: Vault, id: string): Vault {
  requireRekey(vault, id);
  return { ...vault, rekey: null };
}

/** The snapshot of the vault's live entries, which is kept when another generation replaces them. */
export function snapshotOf(vault: Vault, id: string, at: number): VaultSnapshot {
  const manifest = liveEntries(vault).map((entry) => ({ id: entry.id, revision: entry.revision, body: entry.body }));
  return { id, ownerId: vault.id, manifest, writtenAt: at };
}

/** The vault after its re-key was published. `staged`: for each live entry, the id of the body of its next revision. */
export function rekeyed(vault: Vault, staged: ReadonlyMap<string, string>, by: Succession): Vault {
  const { rekey } = vault;
  if (!rekey) throw new Gone();
  const entries = unpackManifest(vault.manifest).map((entry): ManifestEntry => {
    if (!isLive(entry)) return entry;
    const body = staged.get(entry.id);
    if (body === undefined) throw new Error('A re-key was published without one of the live entries.');
    return { id: entry.id, revision: entry.revision + 1, body, seq: by.seq };
  });
  const manifest = packManifest(entries);
  return superseding(vault, { generation: rekey.generation, wrappedKey: rekey.wrappedKey, manifest }, by);
}

/**
 * The vault after its previous generation was restored. The present generation becomes the previous one. Entries that
 * were created since then are deleted. Errors: Gone; `rekey_open`.
 */
export function restored(vault: Vault, snapshot: VaultSnapshot, by: Succession): Vault {
  const previous = restorable(vault, by.at);
  if (previous?.snapshot !== snapshot.id) throw new Gone();
  if (vault.rekey) throw rekeyOpen();
  const back = new Set(snapshot.manifest.map(({ id }) => id));
  const gone = unpackManifest(vault.manifest)
    .filter(({ id }) => !back.has(id))
    .map((entry) => (isLive(entry) ? { ...entry, body: null, seq: by.seq } : entry));
  const manifest = packManifest([...snapshot.manifest.map((entry) => ({ ...entry, seq: by.seq })), ...gone]);
  const { generation, wrappedKey } = previous;
  return remembering(superseding(vault, { generation, wrappedKey, manifest }, by));
}

function superseding(
  vault: Vault,
  next: Pick<Vault, 'generation' | 'wrappedKey' | 'manifest'>,
  { snapshot, at }: Succession,
): Vault {
  const { generation, wrappedKey } = vault;
  const entries = vault.manifest.live;
  return { ...vault, ...next, previous: { generation, wrappedKey, snapshot, entries, supersededAt: at }, rekey: null };
}
