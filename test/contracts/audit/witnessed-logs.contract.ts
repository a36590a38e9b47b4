import { randomBytes } from 'node:crypto';
import type { OpenStore, StoreUnderTest } from '#storage/testing';

const root = () => randomBytes(32).toString('base64');

export function describeWitnessedLogsContract(name: string, open: OpenStore): void {
  describe(`WitnessedLogs on ${name}`, () => {
    let store: StoreUnderTest;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    it.each([
      ['the same size', 5, 5],
      ['a smaller one', 5, 4],
      ['nothing', 0, 0],
    ])('never goes to %s', async (_, old, size) => {
      await expect(store.witnessedLogs.advance('a', old, { size, root: root() })).rejects.toThrow(RangeError);
    });

    it('changes nothing unless it begins at the size that is there', async () => {
      const { witnessedLogs: logs } = store;
      expect(await logs.newest('b')).toBeNull();
      expect(await logs.advance('b', 3, { size: 7, root: root() })).toBe(false);
      expect(await logs.newest('b')).toBeNull();
      const first = { size: 7, root: root() };
      expect(await logs.advance('b', 0, first)).toBe(true);
      for (const old of [0, 6, 8]) expect(await logs.advance('b', old, { size: 9, root: root() })).toBe(false);
      expect(await logs.newest('b')).toEqual(first);
      const next = { size: 2 ** 53 - 1, root: root() };
      expect(await logs.advance('b', 7, next)).toBe(true);
      expect(await logs.newest('b')).toEqual(next);
      expect(await logs.newest('c')).toBeNull();
    });

    it('may be repeated after a lost answer, with the same root only', async () => {
      const { witnessedLogs: logs } = store;
      const log = { size: 4, root: root() };
      expect(await logs.advance('d', 0, log)).toBe(true);
      expect(await logs.advance('d', 0, log)).toBe(true);
      expect(await logs.advance('d', 0, { size: 4, root: root() })).toBe(false);
    });

    it.each([0, 5])('lets one of many win that begin at %d on two nodes [R148]', async (old) => {
      const node = await store.another();
      const origin = `raced/${old}`;
      if (old > 0) await store.witnessedLogs.advance(origin, 0, { size: old, root: root() });
      const tries = Array.from({ length: 12 }, (_, place) => ({ size: old + 1 + place, root: root() }));
      const won = await Promise.all(
        tries.map((log, place) => (place % 2 ? store : node).witnessedLogs.advance(origin, old, log)),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await node.witnessedLogs.newest(origin)).toEqual(tries[won.indexOf(true)]);
      await node.close();
    });
  });
}
