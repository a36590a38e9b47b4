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

    it('lists the leases whose names begin alike, and no others', async () => {
      expect(await leases.named('mark:')).toEqual(new Map());
      for (const [name, until] of [
        ['mark:b-2', 20],
        ['mark:a_1', 10],
        ['mark:b-2', 30],
        ['marks', 40],
        ['a-mark:', 50],
        ['mark', 60],
        ['MARK:c', 70],
      ] as const) {
        await leases.renew(name, until);
      }
      expect(new Map(await leases.named('mark:'))).toEqual(
        new Map([
          ['mark:a_1', 10],
          ['mark:b-2', 30],
        ]),
      );
      await leases.release('mark:a_1');
      expect([...(await leases.named('mark:')).keys()]).toEqual(['mark:b-2']);
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

    it('names the sweeper and its address, until it gives up its place or another node takes it', async () => {
      expect(await leases.sweeper()).toBeNull();
      await leases.holdSweep('i', 0, 1_000, '10.0.0.5:8009');
      expect(await leases.sweeper()).toEqual({ node: 'i', until: 1_000, address: '10.0.0.5:8009' });
      await leases.holdSweep('i', 500, 1_500, '[fd00::5]:8009');
      expect(await leases.sweeper()).toEqual({ node: 'i', until: 1_500, address: '[fd00::5]:8009' });
      expect(await leases.holdSweep('j', 1_000, 2_000, '10.0.0.6:8009')).toBe(false);
      await leases.release('j');
      expect(await leases.sweeper()).toEqual({ node: 'i', until: 1_500, address: '[fd00::5]:8009' });
      expect(await leases.holdSweep('j', 1_500, 2_500, '10.0.0.6:8009')).toBe(true);
      await leases.release('i');
      expect(await leases.sweeper()).toEqual({ node: 'j', until: 2_500, address: '10.0.0.6:8009' });
      await leases.release('j');
      expect(await leases.sweeper()).toBeNull();
    });

    it('names a sweeper without an address, also if it or the one before had one', async () => {
      await leases.holdSweep('k', 0, 1_000);
      expect(await leases.sweeper()).toEqual({ node: 'k', until: 1_000, address: null });
      await leases.holdSweep('k', 100, 1_100, '10.0.0.5:8009');
      await leases.holdSweep('k', 200, 1_200, null);
      expect(await leases.sweeper()).toEqual({ node: 'k', until: 1_200, address: null });
      await leases.holdSweep('k', 300, 1_300, '10.0.0.5:8009');
      await leases.holdSweep('l', 1_300, 2_300);
      expect(await leases.sweeper()).toEqual({ node: 'l', until: 2_300, address: null });
      await leases.release('l');
    });

    it('names the last sweeper whose time is over: the store knows no time', async () => {
      await leases.holdSweep('m', 0, 1, '10.0.0.5:8009');
      await leases.renew('n', 1_000_000);
      expect(await leases.sweeper()).toEqual({ node: 'm', until: 1, address: '10.0.0.5:8009' });
      await leases.release('m');
    });
  });
}
