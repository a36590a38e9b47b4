import { Gone } from '#kernel';
import type { VaultSnapshot } from './entry-body.js';
import { rekeyOpen } from './refusals.js';
import type { ManifestEntry, OpenRekey, Vault } from './vault.js';
import { remembering } from './vault-changes.js';
import { isLive, liveEntries, restorable } from './vault-state.js';

/** Who a re-key is, and when it began. */
export interface NewRekey {
  readonly id: string;
  readonly wrappedKey: string;
  readonly at: number;
}

/** What comes in the place of a generation, and when; `snapshot`: where the one before is kept. */
export interface Succession {
  readonly snapshot: string;
  readonly at: number;
  readonly seq: number;
}

/** Opens a re-key, under a generation that no other ever had. `rekey_open` where one is open. */
export function withRekey(vault: Vault, { id, wrappedKey, at }: NewRekey): Vault {
  if (vault.rekey) throw rekeyOpen();
  const generation = vault.topGeneration + 1;
  return { ...vault, topGeneration: generation, rekey: { id, generation, wrappedKey, startedAt: at } };
}

/** The open re-key of this id; throws where that is another or none. */
export function requireRekey({ rekey }: Vault, id: string): OpenRekey {
  if (rekey?.id !== id) throw new Gone();
  return rekey;
}

export function withoutRekey(vault: Vault, id: string): Vault {
  requireRekey(vault, id);
  return { ...vault, rekey: null };
}

/** The live manifest as it is kept when another takes its place. */
export function snapshotOf(vault: Vault, id: string, at: number): VaultSnapshot {
  const manifest = liveEntries(vault).map((entry) => ({ id: entry.id, revision: entry.revision, body: entry.body }));
  return { id, ownerId: vault.id, manifest, writtenAt: at };
}

/** Publishes the open re-key: each live entry's next revision is the body that `staged` has for its id. */
export function rekeyed(vault: Vault, staged: ReadonlyMap<string, string>, by: Succession): Vault {
  const { rekey } = vault;
  if (!rekey) throw new Gone();
  const manifest = vault.manifest.map((entry): ManifestEntry => {
    if (!isLive(entry)) return entry;
    const body = staged.get(entry.id);
    if (body === undefined) throw new Error('a re-key was published without one of its entries');
    return { id: entry.id, revision: entry.revision + 1, body, seq: by.seq };
  });
  return superseding(vault, { generation: rekey.generation, wrappedKey: rekey.wrappedKey, manifest }, by);
}

/** Swaps the generation before with the present one. Entries that were made since are deleted in what comes back. */
export function restored(vault: Vault, snapshot: VaultSnapshot, by: Succession): Vault {
  const previous = restorable(vault, by.at);
  if (previous?.snapshot !== snapshot.id) throw new Gone();
  if (vault.rekey) throw rekeyOpen();
  const back = new Set(snapshot.manifest.map(({ id }) => id));
  const gone = vault.manifest
    .filter(({ id }) => !back.has(id))
    .map((entry) => (isLive(entry) ? { ...entry, body: null, seq: by.seq } : entry));
  const manifest = [...snapshot.manifest.map((entry) => ({ ...entry, seq: by.seq })), ...gone];
  const { generation, wrappedKey } = previous;
  return remembering(superseding(vault, { generation, wrappedKey, manifest }, by));
}

function superseding(
  vault: Vault,
  next: Pick<Vault, 'generation' | 'wrappedKey' | 'manifest'>,
  { snapshot, at }: Succession,
): Vault {
  const { generation, wrappedKey } = vault;
  const entries = liveEntries(vault).length;
  return { ...vault, ...next, previous: { generation, wrappedKey, snapshot, entries, supersededAt: at }, rekey: null };
}
