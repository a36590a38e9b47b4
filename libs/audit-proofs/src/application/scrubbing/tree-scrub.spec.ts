import { PartUnavailable, StoreDamaged } from '#kernel';
import { ManualClock } from '#kernel/testing';
import type { TileAt } from '../../domain/tree/tiles.js';
import { Integrator, LeafHashes, LeavesLog, MemoryTileStore } from '../../testing/index.js';
import { TreeScrub } from './tree-scrub.js';

const DAY_MS = 86_400_000;
const GROUP = 2 ** 16;
const UNREAD = 'tile 0/0: it, or what is under it, cannot be read';

describe('the look at old records and tiles', () => {
  let clock: ManualClock;
  let log: LeavesLog;
  let tiles: MemoryTileStore;
  let told: string[];
  let recorded: string[];
  let isHeld: boolean;
  let reads: number[];

  /** A log with its tiles, as a node has left it. */
  async function stored(records: number): Promise<void> {
    log = new LeavesLog(records);
    tiles = new MemoryTileStore();
    await new Integrator(new LeafHashes(log), tiles, clock).integrate(records);
    const read = log.read.bind(log);
    log.read = async (from, limit) => {
      reads.push(from);
      return read(from, limit);
    };
  }

  beforeEach(() => {
    clock = new ManualClock();
    [told, recorded, reads, isHeld] = [[], [], [], true];
  });

  function scrub(perSecond = 1_000): TreeScrub {
    const alarm = { raise: (what: string) => void told.push(what) };
    const trail = {
      failed: async (request: { accessReason: string | null }, _: null, { action }: { action: string }) =>
        void recorded.push(`${action}: ${request.accessReason}`),
    };
    const place = { hold: async () => isHeld };
    return new TreeScrub({ log, tiles, place, alarm, trail: trail as never, clock }, perSecond);
  }

  /** Rounds that look at all, and again at what looks altered, in 300 s. */
  async function pass(one = scrub(1_000_000)): Promise<TreeScrub> {
    for (let round = 0; round < 30; round += 1) {
      await one.round();
      clock.at += 10_000;
    }
    return one;
  }

  const alteredTile = (at: TileAt) => {
    const tile = tiles.tile.bind(tiles);
    const isIt = ({ level, index }: TileAt) => level === at.level && index === at.index;
    tiles.tile = async (asked) => {
      const hashes = await tile(asked);
      return isIt(asked) ? (hashes?.fill(0, 32, 33) ?? null) : hashes;
    };
  };
  const alteredRoot = (at: TileAt) => {
    const roots = tiles.roots.bind(tiles);
    tiles.roots = async (level, index, limit) => {
      const found = await roots(level, index, limit);
      return level === at.level && index === at.index ? found.fill(0, 0, 1) : found;
    };
  };
  const missingTile = (at: TileAt) => {
    const tile = tiles.tile.bind(tiles);
    tiles.tile = async (asked) => (asked.level === at.level && asked.index === at.index ? null : tile(asked));
  };
  const problem = (what: string) => `the audit in the store was altered: ${what}`;

  it.each<[string, () => void, string]>([
    [
      'a record that was edited',
      () => (log.texts[300] = '{"seq":301,"x":1}'),
      'tile 0/1: record 301 is not the one in it',
    ],
    ['a record that is gone', () => (log.texts[511] = null), 'tile 0/1: record 512 is missing'],
    ['a tile that was edited', () => alteredTile({ level: 0, index: 1 }), 'tile 0/1: record 258 is not the one in it'],
    ['a tile that is gone', () => missingTile({ level: 0, index: 2 }), 'tile 0/2: it is missing'],
    [
      'a root that was edited',
      () => alteredRoot({ level: 0, index: 1 }),
      'tile 0/1: its hashes do not have the root that is stored',
    ],
  ])('finds %s, and tells the operator and the trail', async (_, alter, what) => {
    await stored(1_000);
    alter();
    const one = await pass();
    expect(told[0]).toBe(problem(what));
    expect([recorded, one.state]).toEqual([[`audit:scrub: ${problem(what)}`], 'altered']);
  });

  it('says that the records were altered until a whole pass finds nothing', async () => {
    await stored(1_000);
    const [text = ''] = log.texts;
    log.texts[0] = 'x';
    const one = await pass();
    log.texts[0] = text ?? '';
    await one.round();
    expect(one.state).toBe('altered');
    clock.at += DAY_MS;
    await one.round();
    expect(one.state).toBe('intact');
  });

  it.each<[string, (at: TileAt) => void, TileAt, string]>([
    [
      'a tile of level 1 whose hash was edited',
      alteredTile,
      { level: 1, index: 0 },
      'tile 0/1: the tile above has another root of it',
    ],
    [
      'a root of level 1',
      alteredRoot,
      { level: 1, index: 0 },
      'tile 1/0: its hashes do not have the root that is stored',
    ],
    ['a tile of level 1 that is gone', missingTile, { level: 1, index: 0 }, 'tile 1/0: it is missing'],
  ])('finds %s', async (_, alter, at, what) => {
    await stored(GROUP + 300);
    alter(at);
    await pass();
    expect(told).toContain(problem(what));
  });

  it('finds nothing in a log that nobody altered, and looks at each full tile once a day', async () => {
    await stored(1_000);
    const one = await pass();
    await one.round();
    expect([told, recorded, one.state, reads]).toEqual([[], [], 'intact', [1, 257, 513]]);
    clock.at += DAY_MS;
    await one.round();
    expect(reads).toHaveLength(6);
  });

  it('keeps its pace', async () => {
    await stored(20 * 256);
    const [slow, fast] = [scrub(128), scrub(1_000)];
    slow.start();
    await clock.advance(10_000);
    expect(reads).toHaveLength(5);
    await slow.stop();
    fast.start();
    await clock.advance(3_072);
    expect(reads).toHaveLength(5 + 12);
    await fast.stop();
    expect(scrub(0).state).toBe('off');
    scrub(0).start();
    expect(clock.timers).toBe(0);
  });

  it('goes on where it was after a kill, and writes its position rarely', async () => {
    await stored(200 * 256);
    let writes = 0;
    const keep = tiles.scrub.bind(tiles);
    tiles.scrub = async (position) => {
      writes += 1;
      await keep(position);
    };
    const killed = scrub(256);
    for (let round = 0; round < 150; round += 1) await killed.round();
    expect([reads.length, writes]).toEqual([150, 2]);
    reads.length = 0;
    const next = scrub(1_000_000);
    await next.round();
    expect([reads[0], reads.length, writes]).toEqual([128 * 256 + 1, 72, 4]);
    reads.length = 0;
    await pass(next);
    expect([reads[0], reads.length]).toEqual([1, 200]);
  });

  it('looks at nothing while another node has the place, and then where that one was', async () => {
    await stored(200 * 256);
    isHeld = false;
    const one = await pass();
    expect(reads).toEqual([]);
    isHeld = true;
    await tiles.scrub(150);
    await pass(one);
    expect(reads[0]).toBe(150 * 256 + 1);
  });

  it('leaves archived records out, and looks at the tiles over them', async () => {
    await stored(GROUP + 1_000);
    log.texts.fill(null, 0, GROUP);
    log.first = async () => GROUP + 1;
    const tile = tiles.tile.bind(tiles);
    tiles.tile = async (at) => (at.level === 0 && at.index < 256 ? null : tile(at));
    await pass();
    expect([told, reads]).toEqual([[], [GROUP + 1, GROUP + 257, GROUP + 513]]);
    alteredRoot({ level: 1, index: 0 });
    await pass();
    expect(told).toEqual([problem('tile 1/0: its hashes do not have the root that is stored')]);
  });

  it('leaves out a tile of which a part is archived, and one that is archived while it is looked at', async () => {
    await stored(1_000);
    log.first = async () => 200;
    await pass();
    expect([told, reads]).toEqual([[], [257, 513]]);
    let first = 1;
    log.first = async () => first;
    missingTile({ level: 0, index: 0 });
    log.texts.fill(null, 0, 256);
    const read = log.read;
    log.read = async (from, limit) => {
      first = 257;
      return read(from, limit);
    };
    await pass();
    expect(told).toEqual([]);
  });

  it('goes on after an outage, which it tells once', async () => {
    await stored(1_000);
    const read = log.read;
    log.read = () => Promise.reject(new PartUnavailable('store'));
    const one = scrub(1_000_000);
    await one.round();
    await one.round();
    expect(told).toEqual(['old records of the audit could not be looked at']);
    log.read = read;
    await one.round();
    expect([one.state, reads]).toEqual(['intact', [1, 257, 513]]);
  });

  it('names a tile that cannot be read because the file is damaged, and goes on', async () => {
    await stored(1_000);
    const read = log.read;
    log.read = async (from, limit) => {
      if (from === 1) throw new StoreDamaged(new Error('malformed'));
      return read(from, limit);
    };
    await pass();
    expect([told, reads]).toEqual([[problem(UNREAD)], [257, 513]]);
  });

  it('names the first places in a pass, and counts the others', async () => {
    await stored(20 * 256);
    for (let index = 0; index < 20; index += 1) log.texts[index * 256] = 'x';
    await pass();
    expect([told.length, told[10], recorded.length]).toEqual([
      11,
      'the audit in the store was altered in 20 places; the first are named',
      1,
    ]);
  });
});
