import { WindowStorage } from './window-storage.js';

const MINUTE = 60_000;

function storage() {
  const clock = { now: 0 };
  return { clock, counts: new WindowStorage(() => clock.now) };
}

function allowed(counts: WindowStorage, times: number, limit = 30, key = 'a'): number {
  return Array.from({ length: times }, () => counts.count(key, MINUTE, limit)).filter(({ isBlocked }) => !isBlocked)
    .length;
}

describe('the sliding window', () => {
  it('does not let more than the limit through a window', () => {
    expect(allowed(storage().counts, 100)).toBe(30);
  });

  it('does not let two limits through around the edge of a window', () => {
    const { clock, counts } = storage();
    clock.now = MINUTE - 1;
    expect(allowed(counts, 30)).toBe(30);
    clock.now = MINUTE + 1;
    expect(allowed(counts, 30)).toBe(0);
  });

  it('says how long to wait, and lets one in then', () => {
    const { clock, counts } = storage();
    allowed(counts, 30);
    clock.now = 45_000;
    const { timeToBlockExpire } = counts.count('a', MINUTE, 30);
    expect(timeToBlockExpire).toBeGreaterThan(0);
    clock.now += timeToBlockExpire * 1_000;
    expect(counts.count('a', MINUTE, 30).isBlocked).toBe(false);
  });

  it('does not punish who goes on trying: refused requests are not counted', () => {
    const { clock, counts } = storage();
    allowed(counts, 1_000);
    clock.now = 2 * MINUTE;
    expect(allowed(counts, 100)).toBe(30);
  });

  it('counts each key for itself, and forgets a quiet one', () => {
    const { clock, counts } = storage();
    allowed(counts, 30, 30, 'a');
    expect(allowed(counts, 1, 30, 'b')).toBe(1);
    clock.now = 5 * MINUTE;
    expect(allowed(counts, 30, 30, 'a')).toBe(30);
  });
});
