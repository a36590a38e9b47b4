import { newId, SEEN_TIME_ID } from '#kernel';
import type { OpenStore, StoreUnderTest } from '#storage/testing';

export function describeSeenTimesContract(name: string, open: OpenStore): void {
  describe(`SeenTimes on ${name}`, () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    it('keeps one time, shows it to every node, and leaves the store empty', async () => {
      const seen = { id: SEEN_TIME_ID, at: 1_800_000_000_000, restMs: 86_400_000 };
      expect(await store.times.times.load(SEEN_TIME_ID)).toBeNull();
      expect(await store.times.times.insert(seen, newId())).toBe('inserted');
      const node = await store.another();
      try {
        expect(await node.times.times.load(SEEN_TIME_ID)).toEqual({ revision: 1, value: seen });
        expect(await node.times.times.replace({ ...seen, at: 5, restMs: 0 }, 1, newId())).toBe('published');
        expect(await store.times.times.replace(seen, 1, newId())).toBe('conflict');
        expect((await store.times.times.load(SEEN_TIME_ID))?.value).toEqual({ ...seen, at: 5, restMs: 0 });
      } finally {
        await node.close();
      }
      expect(await store.engine.isEmpty()).toBe(true);
    });
  });
}
