import { type Caller, newId, PublishingWindow } from '#kernel';
import { aRequest, ManualClock } from '#kernel/testing';
import { packManifest } from '../../domain/manifest.js';
import { aVault } from '../../testing/a-vault.js';
import { MemoryVaultStore } from '../../testing/memory-vault.store.js';
import { VaultPublisher } from './vault-publisher.js';

describe('a change of a vault', () => {
  it.each([
    [2_000, 0],
    [4_000, 1],
    [10_000, 3],
  ])('with %i entries costs %i tokens more, since it reads and writes their text', async (entries, cost) => {
    const store = new MemoryVaultStore();
    const entry = { id: newId(), revision: 1, body: newId(), seq: 1 };
    const vault = aVault({ manifest: packManifest(Array(entries).fill(entry)) });
    await store.vaults.insert(vault, newId());
    const caller = { principal: { userId: vault.id }, request: aRequest() } as Caller;
    await new VaultPublisher(store).publish(caller, new PublishingWindow(new ManualClock()), (same) => same);
    expect(caller.request.cost).toBe(cost);
  });
});
