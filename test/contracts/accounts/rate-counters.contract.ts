import { newId, type RateCounters } from '#kernel';
import type { OpenStore, StoreUnderTest } from '#storage/testing';

const LATER = 1_000_000;

export function describeRateCountersContract(name: string, open: OpenStore): void {
  describe(`RateCounters on ${name}`, () => {
    let store: StoreUnderTest;
    let other: StoreUnderTest;
    let counters: RateCounters;
    beforeAll(async () => {
      store = await open();
      other = await store.another();
      counters = store.counters;
    });
    afterAll(async () => {
      await other.close();
      await store.close();
    });

    it('answers at most n of 50 simultaneous adds with a sum of n or less, on two nodes, and loses no add [R82]', async () => {
      const key = newId();
      const add = (_: unknown, at: number) => (at % 2 === 0 ? store : other).counters.add(key, 7, 1, LATER);
      const told = await Promise.all(Array.from({ length: 50 }, add));
      const tooLittle = told.sort((a, b) => a - b).filter((sum, index) => sum < index + 1);
      expect(tooLittle).toEqual([]);
      expect(await counters.sumOf(key, 7)).toBe(50);
      expect(await other.counters.sumOf(key, 7)).toBe(50);
    });

    it('adds to the sum of another node, also several hits at once', async () => {
      const key = newId();
      expect(await counters.add(key, 7, 1, LATER)).toBe(1);
      expect(await other.counters.add(key, 7, 40, LATER)).toBe(41);
      expect(await counters.add(key, 7, 2, LATER)).toBe(43);
    });

    it('keeps keys and windows apart, and has the sum 0 for unknown ones', async () => {
      const [key, neighbour] = [newId(), newId()];
      await counters.add(key, 7, 3, LATER);
      await counters.add(key, 8, 4, LATER);
      await counters.add(neighbour, 7, 5, LATER);
      expect(await Promise.all([6, 7, 8].map((window) => counters.sumOf(key, window)))).toEqual([0, 3, 4]);
      expect(await counters.sumOf(neighbour, 7)).toBe(5);
    });

    it('removes only expired sums, and counts from 0 afterwards', async () => {
      const keys = Array.from({ length: 20 }, () => newId());
      await Promise.all(keys.map((key) => counters.add(key, 7, 1, 100)));
      await Promise.all(keys.map((key) => counters.add(key, 8, 1, 101)));
      await Promise.all([counters.removeExpired(100), other.counters.removeExpired(100)]);
      const sums = (window: number) => Promise.all(keys.map((key) => counters.sumOf(key, window)));
      expect(new Set(await sums(7))).toEqual(new Set([0]));
      expect(new Set(await sums(8))).toEqual(new Set([1]));
      await counters.removeExpired(100);
      expect(await counters.add(keys[0] ?? '', 7, 1, LATER)).toBe(1);
    });

    it('does not make the store non-empty', async () => {
      const empty = await open();
      await empty.counters.add(newId(), 7, 1, LATER);
      expect(await empty.engine.isEmpty()).toBe(true);
      await empty.close();
    });
  });
}
