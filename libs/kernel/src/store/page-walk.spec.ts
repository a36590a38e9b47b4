import { ManualClock } from '../testing/manual-clock.js';
import { type Pages, PageWalk } from './page-walk.js';

/** Rows 1 to `count`, of which each page of `limit` takes `pageMs`. */
function aWalk(count: number, limit: number, pageMs: number, removes = true) {
  const clock = new ManualClock();
  const walk = new PageWalk<number>(limit, clock);
  const seen: number[] = [];
  const run = (stop?: AbortSignal) => {
    const pages: Pages<number> = {
      read: async (after, most) => {
        clock.at += pageMs;
        return Array.from({ length: Math.min(most, count - (after ?? 0)) }, (_, index) => (after ?? 0) + index + 1);
      },
      sweep: async (rows) => {
        seen.push(...rows);
        return removes ? rows.length : 0;
      },
    };
    return walk.run(pages, stop);
  };
  return { clock, run, seen };
}

describe('a walk over pages', () => {
  it('reaches all rows in one run, and begins again with the next', async () => {
    const { run, seen } = aWalk(1_050, 100, 1);
    expect([await run(), await run()]).toEqual([1_050, 1_050]);
    expect(seen.slice(0, 1_050)).toEqual(seen.slice(1_050));
  });

  it('stops after 10 s, and the next run goes on where it stopped', async () => {
    const { run, seen } = aWalk(1_050, 100, 4_000);
    expect([await run(), await run(), await run(), await run()]).toEqual([300, 300, 300, 150]);
    expect(seen).toEqual(Array.from({ length: 1_050 }, (_, index) => index + 1));
  });

  it('stops after 1 s while it finds nothing to remove', async () => {
    const { run, seen } = aWalk(1_050, 100, 400, false);
    await run();
    expect(seen).toHaveLength(300);
  });

  it('stops after the page at hand when it is told to', async () => {
    const { clock, run, seen } = aWalk(1_050, 100, 1);
    const stop = new AbortController();
    clock.giveWay = (() => {
      if (seen.length === 200) stop.abort();
      return null;
    }) as typeof clock.giveWay;
    expect(await run(stop.signal)).toBe(300);
    expect(seen).toHaveLength(300);
  });

  it('gives the event loop back between pages', async () => {
    const { clock, run } = aWalk(1_050, 100, 1);
    await run();
    expect(clock.gaveWay).toBe(11);
  });
});
