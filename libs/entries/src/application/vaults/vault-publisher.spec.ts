import { type Caller, newId, PublishingWindow } from '#kernel';
import { aRequest, ManualClock } from '#kernel/testing';
import type { ManifestEntry } from '../../domain/vault.js';
import { aVault } from '../../testing/a-vault.js';
import { MemoryVaultStore } from '../../testing/memory-vault.store.js';
import { VaultPublisher } from './vault-publisher.js';

describe('a change of a vault', () => {
  it.each([
    [999, 0],
    [3_500, 3],
    [10_000, 10],
  ])('with %i entries costs %i tokens more, since it reads and writes all of them', async (entries, cost) => {
    const store = new MemoryVaultStore();
    const vault = aVault({ manifest: Array<ManifestEntry>(entries).fill({ id: newId() } as ManifestEntry) });
    await store.vaults.insert(vault, newId());
    const caller = { principal: { userId: vault.id }, request: aRequest() } as Caller;
    await new VaultPublisher(store).publish(caller, new PublishingWindow(new ManualClock()), (same) => same);
    expect(caller.request.cost).toBe(cost);
  });
});
