import type { StoredCheckpoint } from '../../ports/checkpoint.store.js';
import { MemoryCheckpointStore } from '../../testing/index.js';
import { keptAfter } from './history.js';

describe('the history of checkpoints', () => {
  const row = (size: number, epoch = 1): StoredCheckpoint => ({
    ...{ epoch, size, origin: 'log.example/a', root: '', note: '', keys: [], at: 0 },
  });

  /** The sizes 1 to `last`. */
  const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

  /** A store of the sizes 1 to 250 that tells after which sizes it was asked for a page. `alter`: what it reads of a row. */
  async function filled(alter: (one: StoredCheckpoint) => StoredCheckpoint = (one) => one) {
    const [store, asked]: [MemoryCheckpointStore, (number | null)[]] = [new MemoryCheckpointStore(), []];
    for (const size of upTo(250)) await store.keep(row(size));
    const kept = store.kept.bind(store);
    store.kept = async (after, limit) => {
      asked.push(after?.size ?? null);
      return (await kept(after, limit)).map(alter);
    };
    return { store, asked };
  }

  async function walked(store: MemoryCheckpointStore): Promise<number[]> {
    const sizes: number[] = [];
    for await (const { size } of keptAfter(store, null)) sizes.push(size);
    return sizes;
  }

  it('is read page by page', async () => {
    const { store, asked } = await filled();
    expect([await walked(store), asked]).toEqual([upTo(250), [null, 100, 200]]);
  });

  it.each([
    [100, 0, [null]],
    [100, 1, [null]],
    [100, 99, [null]],
    [100, Number.NaN, [null]],
    [101, 100, [null, 100]],
    [150, 0, [null, 100]],
    [250, 249, [null, 100, 200]],
  ])('ends before row %p if that was altered to name the size %p', async (altered, size, pages) => {
    const { store, asked } = await filled((one) => (one.size === altered ? row(size) : one));
    expect([await walked(store), asked]).toEqual([upTo(altered - 1), pages]);
  });

  it('ends before a row that was altered to name an earlier epoch', async () => {
    const { store, asked } = await filled((one) => (one.size === 150 ? row(150, 0) : one));
    expect([await walked(store), asked]).toEqual([upTo(149), [null, 100]]);
  });
});
