import { newId } from '#kernel';
import type { BodyHead, EntryBody, VaultSnapshot } from '../domain/entry-body.js';
import { packManifest } from '../domain/manifest.js';
import type { Vault } from '../domain/vault.js';

const NOW = 1_790_000_000_000;

/** A vault with one live and one deleted entry, a previous generation and an open re-key. */
export function aVault(overrides: Partial<Vault> = {}): Vault {
  return {
    id: newId(),
    state: 'open',
    generation: 2,
    topGeneration: 4,
    wrappedKey: 'a2V5Mg==',
    manifest: packManifest([
      { id: newId(), revision: 3, body: newId(), seq: 7 },
      { id: newId(), revision: 2, body: null, seq: 8 },
    ]),
    previous: { generation: 1, wrappedKey: null, snapshot: newId(), entries: 1, supersededAt: NOW },
    rekey: { id: newId(), generation: 4, wrappedKey: 'a2V5NA==', startedAt: NOW },
    horizon: 0,
    createdAt: NOW,
    ...overrides,
  };
}

/** The first revision of an entry, as the client made it. */
export function anEntryBody(overrides: Partial<EntryBody> = {}): EntryBody {
  return {
    id: newId(),
    ownerId: newId(),
    entryId: newId(),
    generation: 1,
    revision: 1,
    previous: null,
    rekey: null,
    createdAt: NOW,
    writtenAt: NOW,
    name: 'mail',
    ciphertext: 'Y2lwaGVydGV4dA==',
    iv: 'AAAAAAAAAAAAAAAA',
    tag: 'AAAAAAAAAAAAAAAAAAAAAA==',
    meta: 'bWV0YQ==',
    ...overrides,
  };
}

/** A body without what the client sealed. */
export function headOf({ name: _, ciphertext: _c, iv: _i, tag: _t, meta: _m, ...head }: EntryBody): BodyHead {
  return head;
}

/** The manifest of a superseded generation with one entry. */
export function aVaultSnapshot(overrides: Partial<VaultSnapshot> = {}): VaultSnapshot {
  const manifest = [{ id: newId(), revision: 2, body: newId() }];
  return { id: newId(), ownerId: newId(), manifest, writtenAt: NOW, ...overrides };
}
