import { PartUnavailable } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { TileConflict } from '../../ports/tile.store.js';
import { aTile, LeavesLog, MemoryTileStore } from '../../testing/index.js';
import { DamagedTile } from './damaged-tile.js';
import { Integrator } from './integrator.js';
import { LeafHashes } from './leaf-hashes.js';
import { Tree } from './tree.js';

const SIZE = 2 ** 16 + 700;

describe('the integrator', () => {
  const clock = new ManualClock();
  const counts = async (tiles: MemoryTileStore) => [await tiles.count(0), await tiles.count(1), await tiles.count(2)];

  it('stores the full tiles of every level, and no other', async () => {
    const tiles = new MemoryTileStore();
    await new Integrator(new LeafHashes(new LeavesLog(SIZE)), tiles, clock).integrate(SIZE);
    expect(await counts(tiles)).toEqual([258, 1, 0]);
  });

  it('refuses a log with a gap, and says where', async () => {
    const log = new LeavesLog(600);
    log.texts[299] = null;
    const tiles = new MemoryTileStore();
    const integrating = new Integrator(new LeafHashes(log), tiles, clock).integrate(600);
    await expect(integrating).rejects.toEqual(new DamagedTile({ level: 0, index: 1 }, 'a record under it is missing'));
  });

  it('refuses roots of another length than 32 bytes, and says over which tile', async () => {
    for (const bytes of [0, 8_160, 8_191, 8_193, 16_384]) {
      const tiles = new MemoryTileStore();
      tiles.roots = async () => Buffer.alloc(bytes);
      const integrating = new Integrator(new LeafHashes(new LeavesLog(2 ** 16)), tiles, clock).integrate(2 ** 16);
      await expect(integrating).rejects.toMatchObject({ code: 'store_damaged', at: { level: 1, index: 0 } });
    }
  });

  it('refuses to go on where another tile stands', async () => {
    const tiles = new MemoryTileStore();
    const integrator = new Integrator(new LeafHashes(new LeavesLog(600)), tiles, clock);
    const count = tiles.count.bind(tiles);
    tiles.count = async (level) => {
      const before = await count(level);
      tiles.count = count;
      await tiles.add([aTile(0, 0)]);
      return before;
    };
    await expect(integrator.integrate(600)).rejects.toBeInstanceOf(TileConflict);
  });

  it('ends within the first steps if it is told to', async () => {
    const tiles = new MemoryTileStore();
    const stop = new AbortController();
    const log = new LeavesLog(SIZE);
    const integrating = new Integrator(new LeafHashes(log), tiles, clock).integrate(SIZE, stop.signal);
    stop.abort();
    await expect(integrating).rejects.toThrow('aborted');
    expect(await tiles.count(0)).toBe(0);
  });

  it('goes on where it was interrupted, whichever write was the last', async () => {
    const log = new LeavesLog(SIZE);
    const whole = new MemoryTileStore();
    await new Integrator(new LeafHashes(log), whole, clock).integrate(SIZE);
    const root = await new Tree(log, new LeafHashes(log), whole, clock).root(SIZE);
    const tiles = new MemoryTileStore();
    const add = tiles.add.bind(tiles);
    let writes = 0;
    for (let last = 0, finished = false; !finished; last++) {
      writes = 0;
      tiles.add = async (added) => {
        if (writes++ >= 1) throw new PartUnavailable('store');
        await add(added);
      };
      const integrator = new Integrator(new LeafHashes(log), tiles, clock);
      finished = await integrator.integrate(SIZE).then(
        () => true,
        () => false,
      );
      expect(last).toBeLessThan(40);
    }
    expect(await counts(tiles)).toEqual([258, 1, 0]);
    expect(await new Tree(log, new LeafHashes(log), tiles, clock).root(SIZE)).toEqual(root);
  });

  /** A log that gives at most `most` hashes before a read takes too long, and counts the reads. */
  function slowLog(most: number) {
    const log = new LeavesLog(10_000);
    const asked: number[] = [];
    const read = log.leafHashes.bind(log);
    log.leafHashes = async (from, limit) => {
      asked.push(limit / 256);
      if (limit > most) throw new PartUnavailable('store');
      return read(from, limit);
    };
    return { log, asked };
  }

  it('reads less at a time where the store takes too long, and goes on so', async () => {
    const { log, asked } = slowLog(600);
    const tiles = new MemoryTileStore();
    await new Integrator(new LeafHashes(log), tiles, clock).integrate(10_000);
    expect(await counts(tiles)).toEqual([39, 0, 0]);
    expect(asked.slice(0, 6)).toEqual([16, 8, 4, 2, 2, 2]);
    expect(asked).toHaveLength(3 + 20);
  });

  it('ends if the store does not give the leaves of one tile', async () => {
    const { log, asked } = slowLog(255);
    const integrating = new Integrator(new LeafHashes(log), new MemoryTileStore(), clock).integrate(10_000);
    await expect(integrating).rejects.toMatchObject({ code: 'store_unavailable' });
    expect(asked).toEqual([16, 8, 4, 2, 1]);
  });

  it('tells every 5 s how far it is, and gives way at each tile', async () => {
    const slow = new ManualClock();
    const tiles = new MemoryTileStore();
    const add = tiles.add.bind(tiles);
    tiles.add = async (added) => {
      slow.at += 2_000;
      await add(added);
    };
    const told: string[] = [];
    const report = (done: number, of: number) => told.push(`${done} of ${of}`);
    await new Integrator(new LeafHashes(new LeavesLog(40_000)), tiles, slow, report).integrate(40_000);
    expect(told).toEqual(['12288 of 40000', '24576 of 40000', '36864 of 40000']);
    expect(slow.gaveWay).toBeGreaterThanOrEqual(156);
  });
});
