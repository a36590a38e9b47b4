import { aTile } from '../testing/index.js';
import { TileConflict } from './tile.store.js';
import { tilesToInsert } from './tile-order.js';

describe('a tile whose place is counted', () => {
  const tile = aTile(0, 0);

  it('conflicts with another one there, and with another root in the tile above', async () => {
    const other = { count: async () => 1, load: async () => aTile(0, 0, 'other') };
    await expect(tilesToInsert([tile], other)).rejects.toBeInstanceOf(TileConflict);
    const above = {
      count: async () => 256,
      load: async ({ level }: { level: number }) => (level === 1 ? aTile(1, 0) : null),
    };
    await expect(tilesToInsert([tile], above)).rejects.toBeInstanceOf(TileConflict);
  });

  it('waits for another try while the store shows neither, as during an election', async () => {
    const hidden = { count: async () => 1, load: async () => null };
    await expect(tilesToInsert([tile], hidden)).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
