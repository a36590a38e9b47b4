import { ManualClock } from '../testing/manual-clock.js';
import { MemoryDocuments } from '../testing/memory-documents.js';
import { SEEN_TIME_ID, type SeenTime, SeenTimes } from './seen-time.js';
import { TimeKeeper } from './time-keeper.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

class MemorySeenTimes extends SeenTimes {
  readonly times = new MemoryDocuments<SeenTime>();
}

/** Rests as the system's clock does: the wait ends with the time. */
class RestingClock extends ManualClock {
  private until = 0;

  override get restMs(): number {
    return Math.max(0, this.until - this.at);
  }

  override rest(milliseconds: number): void {
    this.until = Math.max(this.until, this.at + milliseconds);
  }
}

describe('the time keeper', () => {
  let store: MemorySeenTimes;
  const start = new ManualClock().at;

  beforeEach(() => {
    store = new MemorySeenTimes();
  });

  async function node(at: number) {
    const clock = new RestingClock(at);
    const gaps: number[] = [];
    const keeper = new TimeKeeper(store, clock);
    keeper.watch((by) => gaps.push(by));
    await keeper.start();
    return { clock, gaps, keeper };
  }

  /** A process lives at `at` for a few minutes and is killed. */
  async function life(at: number): Promise<void> {
    const { clock } = await node(at);
    await clock.advance(5 * MINUTE);
  }

  const seen = () => store.times.peek(SEEN_TIME_ID)?.value;

  it('writes the time at the start and each minute', async () => {
    const { clock, gaps } = await node(start);
    expect(seen()?.at).toBe(start);
    await clock.advance(3 * MINUTE);
    expect(seen()).toEqual({ id: SEEN_TIME_ID, at: start + 3 * MINUTE, restMs: 0 });
    expect([gaps, clock.isSettled]).toEqual([[], true]);
  });

  it.each([
    ['400 days ahead', 400 * DAY, DAY],
    ['8 days ahead', 8 * DAY, DAY],
    ['8 hours ahead', 8 * HOUR, HOUR],
    ['8 minutes ahead', 8 * MINUTE, 0],
    ['2 hours behind', -2 * HOUR, HOUR],
    ['400 days behind', -400 * DAY, DAY],
  ])(
    'makes what cannot be undone wait after a start %s of the time before, and says it once [R104]',
    async (_, by, rest) => {
      await life(start);
      const { clock, gaps } = await node(start + 5 * MINUTE + by);
      expect(clock.restMs).toBe(rest);
      expect(gaps).toEqual(rest > 0 ? [by] : []);
      await clock.advance(Math.max(0, rest - 1));
      expect(clock.isSettled).toBe(rest === 0);
      await clock.advance(1);
      expect(clock.isSettled).toBe(true);
      expect(gaps.length).toBeLessThanOrEqual(1);
    },
  );

  it('keeps the wait over restarts, also under the time of the jump [R104]', async () => {
    await life(start);
    await life(start + 8 * DAY);
    const { clock, gaps } = await node(start + 8 * DAY + 6 * MINUTE);
    expect(clock.restMs).toBe(DAY - 5 * MINUTE);
    expect(gaps).toEqual([]);
  });

  it('does not prolong a wait by a further start, so that a server that runs an hour a week ends it', async () => {
    await life(start);
    let rest = Number.POSITIVE_INFINITY;
    for (let week = 1; week <= 4; week += 1) {
      const { clock } = await node(start + week * 7 * DAY);
      expect(clock.restMs).toBeLessThan(rest);
      rest = clock.restMs;
      await clock.advance(HOUR);
    }
  });

  it('makes two nodes wait whose clocks are hours apart, whichever is right [R104]', async () => {
    const right = await node(start);
    const ahead = await node(start + 3 * HOUR);
    for (let turn = 0; turn < 10; turn += 1) {
      await right.clock.advance(MINUTE);
      await ahead.clock.advance(MINUTE);
    }
    expect([right.gaps, ahead.gaps].map((gaps) => gaps.length)).toEqual([1, 1]);
    expect([right.clock.isSettled, ahead.clock.isSettled]).toEqual([false, false]);
  });

  it('lets two nodes that agree end a wait together', async () => {
    await life(start);
    const nodes = [await node(start + 2 * HOUR), await node(start + 2 * HOUR + 1_000)];
    for (let minute = 0; minute < 62; minute += 1) for (const { clock } of nodes) await clock.advance(MINUTE);
    expect(nodes.map(({ clock }) => clock.isSettled)).toEqual([true, true]);
    expect(nodes.flatMap(({ gaps }) => gaps)).toHaveLength(1);
  });
});
