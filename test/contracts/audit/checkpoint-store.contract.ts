import type { CheckpointStore, StoredCheckpoint } from '#audit-proofs';
import { aCheckpoint } from '#audit-proofs/testing';
import type { OpenStore, StoreUnderTest } from '#storage/testing';

export function describeCheckpointStoreContract(name: string, open: OpenStore): void {
  describe(`CheckpointStore on ${name}`, () => {
    let store: StoreUnderTest;
    let checkpoints: CheckpointStore;
    let epoch = 0;
    beforeAll(async () => {
      store = await open();
      checkpoints = store.checkpoints;
    });
    afterAll(() => store.close());
    // Each test has epochs of its own.
    beforeEach(() => {
      epoch += 10;
    });

    const sized = (size: number, overrides: Partial<StoredCheckpoint> = {}) =>
      aCheckpoint(size, { epoch, ...overrides });
    const before = () => ({ epoch: epoch - 1, size: 0 });
    const sizeOf = async (kind: 'signed' | 'witnessed') => (await checkpoints.newest(kind))?.size;

    it('is empty at first', async () => {
      expect(await checkpoints.newest('signed')).toBeNull();
      expect(await checkpoints.newest('witnessed')).toBeNull();
      expect(await checkpoints.kept(null, 10)).toEqual([]);
    });

    it('lets one of two first ones of the same size win, and tells the other', async () => {
      const node = await store.another();
      const pair = [sized(3, { note: 'mine' }), sized(3, { note: 'theirs' })] as const;
      const answers = await Promise.all([
        checkpoints.publish('signed', pair[0]),
        node.checkpoints.publish('signed', pair[1]),
      ]);
      expect([...answers].sort()).toEqual([false, true]);
      expect(await checkpoints.newest('signed')).toEqual(pair[answers.indexOf(true)]);
      await node.close();
    });

    it('publishes only what is larger, or has a higher epoch', async () => {
      const newest = sized(20);
      expect(await checkpoints.publish('signed', newest)).toBe(true);
      const other = sized(20, { note: 'another note of the same size' });
      for (const late of [sized(19), other, sized(99, { epoch: epoch - 1 })]) {
        expect(await checkpoints.publish('signed', late)).toBe(false);
        expect(await checkpoints.newest('signed')).toEqual(newest);
      }
      expect(await checkpoints.publish('signed', sized(21))).toBe(true);
      const restored = sized(5, { epoch: epoch + 1, origin: 'coffer.example.com/audit/2' });
      expect(await checkpoints.publish('signed', restored)).toBe(true);
      expect(await checkpoints.publish('signed', sized(22))).toBe(false);
      expect(await checkpoints.newest('signed')).toEqual(restored);
    });

    it('takes a repetition, as after a lost answer', async () => {
      const checkpoint = sized(7);
      expect(await checkpoints.publish('signed', checkpoint)).toBe(true);
      expect(await checkpoints.publish('signed', checkpoint)).toBe(true);
      await checkpoints.keep(checkpoint);
      await checkpoints.keep(checkpoint);
      expect(await checkpoints.kept(before(), 10)).toEqual([checkpoint]);
    });

    it('keeps the two kinds apart', async () => {
      await checkpoints.publish('signed', sized(9));
      await checkpoints.publish('witnessed', sized(4));
      expect([await sizeOf('signed'), await sizeOf('witnessed')]).toEqual([9, 4]);
    });

    it('gives back every field exactly', async () => {
      const keys: StoredCheckpoint['keys'] = [
        { vkey: 'größe+1234abcd+AQ==', state: 'retiring' },
        { vkey: 'größe+1234abce+AQI=', state: 'active' },
      ];
      const checkpoint = sized(Number.MAX_SAFE_INTEGER, { note: 'a\nb\n\n— größe AAA=\n', keys });
      await checkpoints.publish('witnessed', checkpoint);
      await checkpoints.keep(checkpoint);
      expect(await checkpoints.newest('witnessed')).toEqual(checkpoint);
      expect(await checkpoints.kept(before(), 1)).toEqual([checkpoint]);
    });

    it('never goes back when two nodes publish at the same time', async () => {
      const node = await store.another();
      const sizes = Array.from({ length: 20 }, (_, place) => place + 1);
      const publish = async (by: CheckpointStore, size: number) => {
        const published = await by.publish('signed', sized(size));
        expect(await sizeOf('signed')).toBeGreaterThanOrEqual(size);
        return published;
      };
      const answers = await Promise.all(
        sizes.map((size, place) => publish(place % 2 ? checkpoints : node.checkpoints, size)),
      );
      expect(answers.at(-1)).toBe(true);
      expect(await sizeOf('signed')).toBe(20);
      await node.close();
    });

    it('lists the history by epoch and size, in pages, and never changes it', async () => {
      const places = [
        [9, 9],
        [9, 10],
        [9, 100],
        [10, 1],
        [100, 1],
      ] as const;
      const history = places.map(([more, size]) => sized(size, { epoch: epoch + more }));
      for (const checkpoint of [...history].reverse()) await checkpoints.keep(checkpoint);
      await checkpoints.keep(sized(9, { epoch: epoch + 9, note: 'another' }));
      expect(await checkpoints.kept(before(), 10)).toEqual(history);
      const [first] = await checkpoints.kept(null, 1);
      expect(first?.epoch).toBeLessThan(epoch);
      expect(await checkpoints.kept(before(), 2)).toEqual(history.slice(0, 2));
      expect(await checkpoints.kept({ epoch: epoch + 9, size: 10 }, 2)).toEqual(history.slice(2, 4));
      expect(await checkpoints.kept({ epoch: epoch + 9, size: 11 }, 10)).toEqual(history.slice(2));
      expect(await checkpoints.kept({ epoch: epoch + 100, size: 1 }, 10)).toEqual([]);
    });
  });
}
