import type { StoredCheckpoint } from '../../ports/checkpoint.store.js';
import { MemoryCheckpointStore } from '../../testing/index.js';
import { keptAfter } from './history.js';

describe('the history of checkpoints', () => {
  const row = (size: number, epoch = 1): StoredCheckpoint => ({
    ...{ epoch, size, origin: 'log.example/a', root: '', note: '', keys: [], at: 0 },
  });

  async function walked(store: MemoryCheckpointStore): Promise<number[]> {
    const sizes: number[] = [];
    for await (const { size } of keptAfter(store, null)) sizes.push(size);
    return sizes;
  }

  it('is read page by page', async () => {
    const store = new MemoryCheckpointStore();
    for (let size = 1; size <= 250; size++) await store.keep(row(size));
    expect(await walked(store)).toHaveLength(250);
  });

  it.each([0, 1, 99, 100, Number.NaN])('ends at a row that was altered to name the size %p', async (size) => {
    const store = new MemoryCheckpointStore();
    for (let at = 1; at <= 250; at++) await store.keep(row(at));
    const kept = store.kept.bind(store);
    store.kept = async (after, limit) => (await kept(after, limit)).map((one) => (one.size === 100 ? row(size) : one));
    expect((await walked(store)).length).toBeLessThanOrEqual(250);
  });
});
