import { ManualClock } from '../testing/manual-clock.js';
import { hasEnded, isAhead, LeaseWatch } from './stored-times.js';

describe('stored times', () => {
  it('end at their time, and at once when a clock that was ahead wrote them [R104]', () => {
    const now = 1_000_000;
    expect([now, now + 1].map((until) => hasEnded(until, 10_000, now))).toEqual([true, false]);
    expect(hasEnded(now + 10_000 + 60_000, 10_000, now)).toBe(false);
    expect(hasEnded(now + 10_000 + 60_001, 10_000, now)).toBe(true);
    expect([isAhead(now + 60_000, now), isAhead(now + 60_001, now)]).toEqual([false, true]);
  });
});

describe('watched leases', () => {
  it('end when nobody renewed them for their length, whatever time they name [R104]', () => {
    const clock = new ManualClock();
    const watch = new LeaseWatch(clock, 10_000);
    const far = clock.at + 400 * 86_400_000;
    const past = clock.at - 7_200_000;
    const look = (ends: Record<string, number>) => [...watch.look(new Map(Object.entries(ends)))];
    expect(look({ dead: far, alive: past })).toEqual([]);
    clock.at += 5_000;
    expect(look({ dead: far, alive: past + 5_000 })).toEqual([]);
    clock.at += 5_000;
    expect(look({ dead: far, alive: past + 10_000 })).toEqual(['dead']);
  });

  it('begin anew when they were gone', () => {
    const clock = new ManualClock();
    const watch = new LeaseWatch(clock, 10);
    watch.look(new Map([['a', 1]]));
    watch.look(new Map());
    clock.at += 10;
    expect(watch.look(new Map([['a', 1]])).size).toBe(0);
  });
});
