import { PartUnavailable, Pauses } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { intentKey } from '../../domain/intent.js';
import { parseLeaf } from '../../domain/leaf.js';
import { aRecord } from '../../testing/audit-records.js';
import { WatchedIntents } from '../settling/watched-intents.js';
import { LogHead } from './log-head.js';

describe('the head of the log, for a node that fell behind', () => {
  const PART = 100;
  const intent = parseLeaf(aRecord(1).leaf);
  let head = 0;
  let asked: number[] = [];
  let before: (after: number) => void;
  let watched: WatchedIntents;
  let clock: ManualClock;
  let own: LogHead;

  beforeEach(async () => {
    [head, asked, before] = [10, [], () => {}];
    watched = new WatchedIntents();
    clock = new ManualClock();
    const log = {
      head: async () => head,
      follow: async (after: number) => {
        asked.push(after);
        before(after);
        const reached = Math.min(head, after + PART);
        const outcomes = after === 110 ? [{ ...intent, outcome: 'failed' as const }] : [];
        return { head: reached, outcomes, isAll: reached === head };
      },
    };
    own = new LogHead(log, watched, new Pauses(clock), clock);
    expect(await own.next()).toBe(11);
    head = 510;
    own.taken();
  });

  it('reads on part by part, and knows the outcomes of all', async () => {
    const open = watched.watch(intentKey(intent));
    expect(await own.next()).toBe(511);
    expect(asked).toEqual([10, 110, 210, 310, 410]);
    expect(open?.settled).toBe(true);
  });

  it('goes on where a failure stopped it', async () => {
    before = (after) => {
      if (after % 200 === 10 && asked.filter((one) => one === after).length === 1) throw new PartUnavailable('store');
    };
    await expect(own.next()).rejects.toThrow(PartUnavailable);
    await expect(own.next()).rejects.toThrow(PartUnavailable);
    await expect(own.next()).rejects.toThrow(PartUnavailable);
    expect(await own.next()).toBe(511);
    expect(asked).toEqual([10, 10, 110, 210, 210, 310, 410, 410]);
  });

  it('reads on from what the log told, if another node told of numbers that do not exist', async () => {
    const open = watched.watch(intentKey(intent));
    own.followed(9_000);
    expect(await own.next()).toBe(9_001);
    expect(own.misled()).toBe(10);
    expect(await own.next()).toBe(511);
    expect([own.toBeSeen, open?.settled]).toEqual([510, true]);
    own.committed(520, 1);
    own.followed(9_000);
    const look = own.look();
    expect(own.misled()).toBe(520);
    await look;
    expect(await clock.drive(own.next())).toBe(521);
  });

  it('reads once for all who ask at the same time, and does not go back behind what this node appends meanwhile', async () => {
    await own.next();
    const looks = [own.look(), own.look()];
    own.committed(520, 1);
    await Promise.all(looks);
    expect(await clock.drive(own.next())).toBe(521);
    expect(asked.filter((after) => after === 510)).toHaveLength(1);
  });
});

describe('the head of the log, for a node that appends without a pause', () => {
  /** The share of a minute for which it lets others go first, if no other node ever appends. */
  async function shareOfRest(commitMs: number): Promise<number> {
    const clock = new ManualClock();
    const log = { head: async () => 0, follow: async () => ({ head: 0, outcomes: [], isAll: true }) };
    const own = new LogHead(log, new WatchedIntents(), new Pauses(clock), clock);
    const began = clock.now();
    let commits = 0;
    while (clock.now() - began < 60_000) {
      const next = await clock.drive(own.next());
      await clock.advance(commitMs);
      own.committed(next, commitMs);
      commits += 1;
    }
    return 1 - (commits * commitMs) / (clock.now() - began);
  }

  it.each([1, 3, 10, 60, 150])(
    'rests now and then, and at most a tenth of its time: commits of %d ms',
    async (commitMs) => {
      const share = await shareOfRest(commitMs);
      expect(share).toBeGreaterThan(0.01);
      expect(share).toBeLessThan(0.1);
    },
  );
});
