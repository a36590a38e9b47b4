import type { OpenStore, StoreUnderTest } from '#storage/testing';

export function describeStreamProgressContract(name: string, open: OpenStore): void {
  describe(`StreamProgress on ${name}`, () => {
    let store: StoreUnderTest;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    it('begins at 0, and only rises', async () => {
      const { streamProgress: progress } = store;
      expect(await progress.acknowledged()).toBe(0);
      const seen: number[] = [];
      for (const seq of [5, 5, 4, 0, 1_000_000_007, 6]) {
        await progress.acknowledge(seq);
        seen.push(await progress.acknowledged());
      }
      expect(seen).toEqual([5, 5, 5, 5, 1_000_000_007, 1_000_000_007]);
    });

    it('ends at the highest number when two nodes raise it at the same time, also at first', async () => {
      const fresh = await open();
      const node = await fresh.another();
      const seqs = Array.from({ length: 20 }, (_, place) => place + 1);
      await Promise.all(seqs.map((seq) => (seq % 2 ? fresh.streamProgress : node.streamProgress).acknowledge(seq)));
      expect(await node.streamProgress.acknowledged()).toBe(20);
      await node.close();
      await fresh.close();
    });
  });
}
