import { PartUnavailable } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { Integrator, LeafHashes, LeavesLog, MemoryTileStore } from '../../testing/index.js';
import { TreeScrub } from './tree-scrub.js';

const DAY_MS = 86_400_000;
const TILES = 200;
const ALTERED = 'the audit in the store was altered: tile 0/100: record 25601 is not the one in it';
const UNREAD = 'the audit in the store was altered: tile 0/0: it, or what is under it, cannot be read';
const MOVED = 'the position of the look at old records was altered in the store; it begins anew';
const OUTAGE = 'old records of the audit could not be looked at';

describe('the look at old records in a store that is not trusted', () => {
  let clock: ManualClock;
  let log: LeavesLog;
  let tiles: MemoryTileStore;
  let told: string[];
  let recorded: number;
  let isHeld: boolean;
  let isWritable: boolean;
  let reads: number[];
  let read: LeavesLog['read'];
  beforeEach(async () => {
    clock = new ManualClock();
    [told, recorded, reads, isHeld, isWritable] = [[], 0, [], true, true];
    [log, tiles] = [new LeavesLog(TILES * 256), new MemoryTileStore()];
    await new Integrator(new LeafHashes(log), tiles, clock).integrate(TILES * 256);
    read = log.read.bind(log);
    log.read = async (from, limit) => {
      reads.push((from - 1) / 256);
      return read(from, limit);
    };
  });

  function scrub(perSecond = 1_000_000): TreeScrub {
    const failed = async () => {
      if (!isWritable) throw new PartUnavailable('audit');
      recorded += 1;
    };
    const [alarm, place] = [{ raise: (what: string) => void told.push(what) }, { hold: async () => isHeld }];
    return new TreeScrub({ log, tiles, place, alarm, trail: { failed }, clock }, perSecond);
  }
  async function rounds(one: TreeScrub, count = 3): Promise<TreeScrub> {
    for (let round = 0; round < count; round += 1) {
      await one.round();
      clock.at += 10_000;
    }
    return one;
  }
  const edit = (tile: number) => {
    log.texts[tile * 256] = 'x';
  };
  const restore = (tile: number) => {
    log.texts[tile * 256] = `{"seq":${tile * 256 + 1}}`;
  };

  it.each([
    ['text', new SyntaxError('x is no JSON')],
    ['document', new TypeError('records is not iterable')],
  ])('names a tile of which a %s cannot be parsed, and goes on', async (_, error) => {
    log.read = async (from, limit) => {
      if (from === 1) throw error;
      reads.push(from);
      return read(from, limit);
    };
    const one = await rounds(scrub());
    expect([told, reads.length, one.state]).toEqual([[UNREAD], TILES - 1, 'altered']);
  });

  it('steps over a tile that fails while the store answers, and not over one in an outage', async () => {
    const first = log.first.bind(log);
    log.read = async (from, limit) => {
      if (from === 1) throw new PartUnavailable('store');
      reads.push(from);
      return read(from, limit);
    };
    const one = await rounds(scrub(), 19);
    log.first = () => Promise.reject(new PartUnavailable('store'));
    await rounds(one, 50);
    expect([told, reads]).toEqual([[OUTAGE], []]);
    log.first = first;
    await rounds(one);
    expect([told, reads.length]).toEqual([[OUTAGE, UNREAD], TILES - 1]);
  });

  it.each([
    ['the highest there is', Number.MAX_SAFE_INTEGER],
    ['behind the last tile', TILES + 1],
    ['negative', -1],
    ['no number', Number.NaN],
  ])('believes no position that is %s', async (_, position) => {
    tiles.scrubbed = async () => position;
    const one = await rounds(scrub());
    expect([told, reads[0], reads.length]).toEqual([[MOVED], 0, TILES]);
    clock.at += DAY_MS;
    await rounds(one);
    expect([told.length, reads.length]).toEqual([1, 2 * TILES]);
  });

  it('believes none that cannot be read', async () => {
    tiles.scrubbed = () => Promise.reject(new PartUnavailable('store'));
    await rounds(scrub(), 25);
    expect([told, reads.length]).toEqual([[OUTAGE, MOVED], TILES]);
  });

  it('reads the position only when it takes the place', async () => {
    const one = await rounds(scrub());
    await tiles.scrub(9 * 2 ** 32 + 150);
    clock.at += DAY_MS;
    await rounds(one);
    expect([reads[TILES], reads.length]).toEqual([0, 2 * TILES]);
  });

  it('looks at all tiles at once after a pass that began later, and only then says that nothing is altered', async () => {
    await tiles.scrub(TILES - 1);
    edit(TILES - 1);
    const one = await rounds(scrub(), 2);
    restore(TILES - 1);
    expect([one.state, reads]).toEqual(['altered', [TILES - 1, TILES - 1]]);
    await one.round();
    expect([one.state, reads.length]).toEqual(['intact', 2 + TILES]);
  });

  it('finds again at once what was found, after a restart and on the next node, until it is restored', async () => {
    edit(100);
    await rounds(scrub());
    for (let restart = 0; restart < 2; restart += 1) {
      reads.length = 0;
      const next = await rounds(scrub(512));
      expect([next.state, reads.slice(0, 2)]).toEqual(['altered', [100, 100]]);
    }
    restore(100);
    const last = await rounds(scrub());
    expect(last.state).toBe('intact');
    expect(await tiles.scrubbed()).toBe(2 * 2 ** 32);
  });

  it('forgets what it found when another node has the place, also between two passes', async () => {
    edit(100);
    const one = await rounds(scrub());
    expect(one.state).toBe('altered');
    isHeld = false;
    await one.round();
    expect(one.state).toBe('intact');
    isHeld = true;
    await rounds(one, 2);
    expect(one.state).toBe('altered');
  });

  it('ends a pass although the log grows', async () => {
    const count = tiles.count.bind(tiles);
    let more = 0;
    tiles.count = async (level) => (await count(level)) + more;
    const one = scrub(25_600);
    await one.round();
    more = 1_000;
    await one.round();
    expect(await tiles.scrubbed()).toBe(2 ** 32);
    expect([told, reads.length]).toEqual([[], TILES]);
  });

  it.each([
    ['it is stopped', (one: TreeScrub) => void one.stop()],
    [
      'another node takes the place',
      () => {
        isHeld = false;
      },
    ],
  ])('ends a round when %s', async (_, act) => {
    const one = scrub();
    log.read = async (from, limit) => {
      reads.push(from);
      if (reads.length === 3) act(one);
      return read(from, limit);
    };
    await one.round();
    expect(reads).toHaveLength(3);
  });

  it('records a finding later if the trail cannot be written', async () => {
    isWritable = false;
    edit(100);
    edit(101);
    const one = await rounds(scrub(), 5);
    expect([told.length, recorded]).toEqual([2, 0]);
    isWritable = true;
    await rounds(one, 3);
    expect(recorded).toBe(1);
  });

  it('reports only what it finds again 10 s later, such as not a primary that is behind', async () => {
    edit(100);
    const one = scrub();
    await one.round();
    expect([reads.length, told, one.state]).toEqual([101, [], 'intact']);
    clock.at += 9_999;
    await one.round();
    expect(reads).toHaveLength(101);
    restore(100);
    clock.at += 1;
    await one.round();
    expect([reads.length, told, one.state, recorded]).toEqual([TILES + 1, [], 'intact', 0]);
    edit(100);
    clock.at += DAY_MS;
    await rounds(one, 2);
    expect([told, one.state, recorded]).toEqual([[ALTERED], 'altered', 1]);
  });
});
