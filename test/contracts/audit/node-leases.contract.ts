import type { NodeLeases } from '#audit';
import type { OpenStore, StoreUnderTest } from '#storage/testing';

export function describeNodeLeasesContract(name: string, open: OpenStore): void {
  describe(`NodeLeases on ${name}`, () => {
    let store: StoreUnderTest;
    let leases: NodeLeases;
    beforeAll(async () => {
      store = await open();
      leases = store.leases;
    });
    afterAll(() => store.close());

    it('finds no lease of a node that never had one', async () => {
      expect(await leases.endOf('nobody')).toBeNull();
    });

    it('creates and extends a lease, and never shortens it when renewals arrive out of order', async () => {
      await leases.renew('a', 1_000);
      await leases.renew('a', 3_000);
      await leases.renew('a', 2_000);
      await leases.renew('b', 10);
      expect(await leases.endOf('a')).toBe(3_000);
      expect(await leases.endOf('b')).toBe(10);
    });

    it('ends only the released lease, and may be repeated', async () => {
      await leases.renew('c', 1_000);
      await leases.renew('d', 1_000);
      await leases.release('c');
      await leases.release('c');
      expect(await leases.endOf('c')).toBeNull();
      expect(await leases.endOf('d')).toBe(1_000);
    });

    it('gives the sweep to one of 20 nodes that ask at the same time', async () => {
      const nodes = Array.from({ length: 20 }, (_, index) => `racer-${index}`);
      const held = await Promise.all(nodes.map((node) => leases.holdSweep(node, 0, 1_000)));
      expect(held.filter(Boolean)).toHaveLength(1);
      await leases.release(nodes[held.indexOf(true)] ?? '');
    });

    it("lets no other node sweep before the holder's lease ends or is released", async () => {
      expect(await leases.holdSweep('e', 0, 1_000)).toBe(true);
      expect(await leases.holdSweep('f', 999, 5_000)).toBe(false);
      expect(await leases.holdSweep('e', 999, 2_000)).toBe(true);
      expect(await leases.holdSweep('f', 1_999, 5_000)).toBe(false);
      await leases.release('f');
      expect(await leases.holdSweep('f', 1_999, 5_000)).toBe(false);
      expect(await leases.holdSweep('f', 2_000, 5_000)).toBe(true);
      expect(await leases.holdSweep('e', 3_000, 6_000)).toBe(false);
      await leases.release('f');
      expect(await leases.holdSweep('e', 3_000, 6_000)).toBe(true);
      await leases.release('e');
    });

    it('gives the sweep to another node when a clock that was ahead holds it [R104]', async () => {
      const far = 400 * 86_400_000;
      expect(await leases.holdSweep('g', far, far + 1_000)).toBe(true);
      expect(await leases.holdSweep('h', 0, 1_000)).toBe(true);
      expect(await leases.holdSweep('g', 1_000, 2_000)).toBe(true);
      expect(await leases.holdSweep('h', 0, 1_000)).toBe(false);
      await leases.release('g');
    });
  });
}
