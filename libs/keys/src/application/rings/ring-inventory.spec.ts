import { newId } from '#kernel';
import { describeRing, MASTER_RING, SECRETS_RING, shredded, userRing } from '../../domain/key-ring.js';
import { InMemoryKeyRingStore, InMemoryKeyring } from '../../testing/keys-in-memory.js';
import { RingInventory } from './ring-inventory.js';

describe('the inventory of rings', () => {
  it('counts the rings that a restored keyring lacks, and none that are shredded or foreign', async () => {
    const [keyring, store] = [new InMemoryKeyring(), new InMemoryKeyRingStore()];
    await store.rings.insert(describeRing(MASTER_RING, [1], 0), newId());
    const rings = [SECRETS_RING, ...Array.from({ length: 700 }, () => userRing(newId()))];
    for (const [index, ring] of rings.entries()) {
      const described = describeRing(ring, [1], 0);
      await store.rings.insert(index % 10 === 5 ? shredded(described) : described, newId());
      if (index % 7 !== 3) await keyring.createRing(ring);
    }
    for (let foreign = 0; foreign < 3_000; foreign++) await keyring.createRing(userRing(newId()));
    const live = rings.filter((_, index) => index % 10 !== 5);
    const missing = live.filter((ring) => !keyring.held.has(ring));
    expect(await new RingInventory(keyring, store).take()).toEqual({ described: live.length, missing: missing.length });
    expect(missing.length).toBeGreaterThan(80);
  });

  it('finds all of them missing in an empty keyring, and none where there is nothing', async () => {
    const [keyring, store] = [new InMemoryKeyring(), new InMemoryKeyRingStore()];
    expect(await new RingInventory(keyring, store).take()).toEqual({ described: 0, missing: 0 });
    for (const id of 'abc') await store.rings.insert(describeRing(userRing(id), [1], 0), newId());
    expect(await new RingInventory(keyring, store).take()).toEqual({ described: 3, missing: 3 });
  });
});
