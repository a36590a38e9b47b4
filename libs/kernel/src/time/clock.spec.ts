import { SystemClock } from './clock.js';

describe('the clock', () => {
  const start = 1_800_000_000_000;

  function clockWith() {
    const time = { wall: start, monotonic: 0 };
    const steps: number[] = [];
    const clock = new SystemClock(
      (milliseconds) => steps.push(milliseconds),
      () => time.wall,
      () => time.monotonic,
    );
    return { clock, steps, time };
  }

  it('does not revive what has expired when the wall clock steps back an hour, and reports the step once [R92]', () => {
    const { clock, steps, time } = clockWith();
    time.monotonic += 1_000;
    time.wall += 1_000;
    const expiry = clock.now();
    time.wall -= 3_600_000;
    expect(clock.now()).toBeGreaterThanOrEqual(expiry);
    time.monotonic += 5_000;
    time.wall += 5_000;
    expect(clock.now()).toBe(expiry + 5_000);
    expect(steps).toEqual([3_600_000]);
  });

  it('does not report the small adjustments of a time daemon', () => {
    const { clock, steps, time } = clockWith();
    time.monotonic += 10_000;
    time.wall += 9_000;
    expect(clock.now()).toBe(start + 10_000);
    expect(steps).toEqual([]);
  });

  it('follows a wall clock that steps ahead', () => {
    const { clock, time } = clockWith();
    time.wall += 3_600_000;
    expect(clock.now()).toBe(start + 3_600_000);
  });
});
