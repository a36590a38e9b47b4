import { type FullTile, TILE_WIDTH, TileConflict, type TileStore } from '#audit-proofs';
import { aTile } from '#audit-proofs/testing';
import { HASH_BYTES } from '#kernel';
import type { OpenStore, StoreUnderTest } from '#storage/testing';

/** Whether the tile is stored as it is. */
async function isStored(tiles: TileStore, tile: FullTile): Promise<boolean> {
  const [hashes, root] = await Promise.all([tiles.tile(tile), tiles.roots(tile.level, tile.index, 1)]);
  return hashes?.equals(tile.hashes) === true && root.equals(tile.root);
}

export function describeTileStoreContract(name: string, open: OpenStore): void {
  describe(`TileStore on ${name}`, () => {
    let store: StoreUnderTest;
    let tiles: TileStore;
    beforeAll(async () => {
      store = await open();
      tiles = store.tiles;
    });
    afterAll(() => store.close());

    /** `count` tiles that follow the stored ones of level 0. */
    const following = async (count: number, seed = '') => {
      const first = await tiles.count(0);
      return Array.from({ length: count }, (_, place) => aTile(0, first + place, seed));
    };

    it('is empty at first', async () => {
      expect(await tiles.count(0)).toBe(0);
      expect(await tiles.tile({ level: 0, index: 0 })).toBeNull();
      expect(await tiles.roots(0, 0, 256)).toHaveLength(0);
      await tiles.add([]);
      await tiles.dropLeaves(1_000);
    });

    it('keeps the position of the look at old tiles, which only rises', async () => {
      const seen = [await tiles.scrubbed()];
      for (const position of [64, 12, 2 ** 32, 3 * 2 ** 32 + 7]) {
        await tiles.scrub(position);
        seen.push(await tiles.scrubbed());
      }
      expect(seen).toEqual([0, 64, 64, 2 ** 32, 3 * 2 ** 32 + 7]);
    });

    it('refuses a tile that leaves a gap, is not full, or comes before the tiles below it', async () => {
      const [first, second] = await following(2);
      if (!first || !second) throw new Error('there are two');
      const short = (bytes: Buffer) => bytes.subarray(1);
      await expect(tiles.add([second])).rejects.toThrow('does not follow');
      await expect(tiles.add([first, aTile(0, second.index + 1)])).rejects.toThrow('does not follow');
      await expect(tiles.add([first, aTile(1, 0)])).rejects.toThrow('does not follow');
      await expect(tiles.add([{ ...first, hashes: short(first.hashes) }])).rejects.toThrow('not full');
      await expect(tiles.add([{ ...first, root: short(first.root) }])).rejects.toThrow('not full');
      expect(await tiles.count(0)).toBe(first.index);
    });

    it('gives back what was added, and counts it', async () => {
      const added = await following(3);
      await tiles.add(added);
      for (const tile of added) expect(await isStored(tiles, tile)).toBe(true);
      expect(await tiles.count(0)).toBe((added[2]?.index ?? 0) + 1);
      expect(await tiles.count(1)).toBe(0);
      const first = added[0]?.index ?? 0;
      expect(await tiles.roots(0, first, 2)).toEqual(Buffer.concat(added.slice(0, 2).map(({ root }) => root)));
      expect(await tiles.roots(0, first + 1, 256)).toEqual(Buffer.concat(added.slice(1).map(({ root }) => root)));
      expect(await tiles.roots(0, first + 3, 256)).toHaveLength(0);
    });

    it('takes a repetition, also with further tiles, as after a lost answer', async () => {
      const added = await following(4);
      await tiles.add(added.slice(0, 2));
      await tiles.add(added.slice(0, 2));
      await tiles.add([...added].reverse());
      await tiles.add([...added, ...added]);
      for (const tile of added) expect(await isStored(tiles, tile)).toBe(true);
    });

    it('refuses other bytes under a place that is taken, and keeps the first', async () => {
      const [tile, next] = await following(2);
      if (!tile || !next) throw new Error('there are two');
      await tiles.add([tile]);
      const other = aTile(0, tile.index, 'other');
      for (const wrong of [other, { ...tile, hashes: other.hashes }, { ...tile, root: other.root }]) {
        await expect(tiles.add([wrong])).rejects.toBeInstanceOf(TileConflict);
        await expect(tiles.add([wrong, next])).rejects.toMatchObject({ at: { level: 0, index: tile.index } });
      }
      await expect(tiles.add([next, aTile(0, next.index, 'other')])).rejects.toBeInstanceOf(TileConflict);
      expect(await isStored(tiles, tile)).toBe(true);
      expect(await tiles.count(0)).toBe(next.index);
    });

    it('holds each tile once after two nodes added the same at the same time', async () => {
      const node = await store.another();
      const added = await following(40);
      await Promise.all([tiles.add(added), node.tiles.add(added), node.tiles.add(added.slice(0, 7))]);
      for (const tile of added) expect(await isStored(node.tiles, tile)).toBe(true);
      expect(await tiles.count(0)).toBe((added[39]?.index ?? 0) + 1);
      await node.close();
    });

    it('lets one of two nodes win that add other bytes at the same time, and tells the other', async () => {
      const node = await store.another();
      const [mine] = await following(1, 'mine');
      const [theirs] = await following(1, 'theirs');
      if (!mine || !theirs) throw new Error('there is one of each');
      const answers = await Promise.allSettled([tiles.add([mine]), node.tiles.add([theirs])]);
      const lost = answers.filter((answer) => answer.status === 'rejected');
      expect(lost.map(({ reason }) => reason)).toEqual([expect.any(TileConflict)]);
      expect(await isStored(tiles, answers[0]?.status === 'fulfilled' ? mine : theirs)).toBe(true);
      await node.close();
    });

    it('drops only tiles whose leaves are archived and whose root is in the tile above [R131]', async () => {
      await tiles.add(await following(TILE_WIDTH + 2 - (await tiles.count(0))));
      await store.markArchived(3 * TILE_WIDTH + 200);
      await tiles.dropLeaves(TILE_WIDTH);
      expect(await tiles.tile({ level: 0, index: 0 })).not.toBeNull();

      const above = { ...aTile(1, 0), hashes: await tiles.roots(0, 0, TILE_WIDTH) };
      expect(above.hashes).toHaveLength(TILE_WIDTH * HASH_BYTES);
      const first = { level: 0, index: 0, root: await tiles.roots(0, 0, 1) };
      const hashes = (await tiles.tile(first)) ?? Buffer.alloc(0);
      await tiles.add([above]);
      await tiles.dropLeaves(2);
      await tiles.dropLeaves(2);
      const standing = async () =>
        (await Promise.all([0, 1, 2, 3].map((index) => tiles.tile({ level: 0, index })))).map((tile) => tile !== null);
      expect(await standing()).toEqual([false, false, true, true]);
      await tiles.dropLeaves(TILE_WIDTH);
      expect(await standing()).toEqual([false, false, false, true]);
      expect(await tiles.roots(0, 0, 4)).toHaveLength(0);
      expect(await isStored(tiles, above)).toBe(true);
      expect(await tiles.count(0)).toBe(TILE_WIDTH + 2);

      await tiles.add([{ ...first, hashes }]);
      expect(await standing()).toEqual([false, false, false, true]);
      await expect(tiles.add([aTile(0, 0, 'other')])).rejects.toBeInstanceOf(TileConflict);

      await store.markArchived(TILE_WIDTH * (TILE_WIDTH + 2));
      await tiles.dropLeaves(TILE_WIDTH + 2);
      expect(await tiles.count(0)).toBe(TILE_WIDTH + 2);
      expect(await tiles.roots(0, TILE_WIDTH, 4)).toHaveLength(2 * HASH_BYTES);
      expect(await tiles.tile({ level: 0, index: TILE_WIDTH - 1 })).toBeNull();
    });
  });
}
