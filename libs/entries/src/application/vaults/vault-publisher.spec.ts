import { type Caller, newId, PublishingWindow } from '#kernel';
import { aRequest, ManualClock } from '#kernel/testing';
import { manifestOf, unpackManifest } from '../../domain/manifest.js';
import { linesOf } from '../../domain/manifest-lines.js';
import type { Vault } from '../../domain/vault.js';
import { aVault } from '../../testing/a-vault.js';
import { MemoryVaultStore } from '../../testing/memory-vault.store.js';
import { type VaultChange, VaultPublisher } from './vault-publisher.js';

describe('a change of a vault whose lines an earlier version wrote all as changes', () => {
  const entries = Array.from({ length: 300 }, () => ({ id: newId(), revision: 1, body: newId(), seq: 1 }));

  async function published(change: VaultChange) {
    const store = new MemoryVaultStore();
    const vault: Vault = aVault({ manifest: manifestOf(linesOf(entries)) });
    await store.vaults.insert(vault, newId());
    const caller = { principal: { userId: vault.id }, request: aRequest() } as Caller;
    await new VaultPublisher(store).publish(caller, new PublishingWindow(new ManualClock()), change);
    return store.vaults.peek(vault.id);
  }

  it('gives it a base, also if the change touches no entry', async () => {
    const stored = await published((vault) => ({ ...vault, rekey: null }));
    expect(stored?.revision).toBe(2);
    expect(stored?.value.manifest).toMatchObject({ base: { id: expect.any(String) }, changes: '[]', live: 300 });
    expect(stored && unpackManifest(stored.value.manifest)).toEqual(entries);
  });

  it('writes nothing if there is nothing to change', async () => {
    const stored = await published((vault) => vault);
    expect([stored?.revision, stored?.value.manifest.base]).toEqual([1, null]);
  });
});
