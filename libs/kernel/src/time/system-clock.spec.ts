import { FOLLOW_AFTER_MS, SystemClock } from './system-clock.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('the clock', () => {
  const start = 1_800_000_000_000;

  function clockWith() {
    const time = { wall: start, monotonic: 0, uptime: 5_000 };
    const jumps: number[] = [];
    const clock = new SystemClock({
      wall: () => time.wall,
      monotonic: () => time.monotonic,
      uptime: () => time.uptime,
    });
    clock.watch((by) => jumps.push(by));
    /** The time passes, while somebody asks for it each minute. */
    const pass = (milliseconds: number) => {
      for (let left = milliseconds; left > 0; left -= MINUTE) {
        const step = Math.min(left, MINUTE);
        time.wall += step;
        time.monotonic += step;
        time.uptime += step;
        clock.now();
      }
    };
    return { clock, jumps, time, pass };
  }

  it('does not revive what has expired when the wall clock steps back an hour, and reports the step once [R92]', () => {
    const { clock, jumps, time, pass } = clockWith();
    pass(1_000);
    const expiry = clock.now();
    time.wall -= HOUR;
    expect(clock.now()).toBeGreaterThanOrEqual(expiry);
    pass(5_000);
    expect(clock.now()).toBe(expiry + 5_000);
    expect(jumps).toEqual([-HOUR]);
    expect(clock.disagreement).toBe(-HOUR);
  });

  it('does not report the small adjustments of a time daemon', () => {
    const { clock, jumps, time } = clockWith();
    time.monotonic += 10_000;
    time.wall += 9_000;
    expect(clock.now()).toBe(start + 10_000);
    time.wall += 59_000;
    expect(clock.now()).toBe(start + 68_000);
    expect([jumps, clock.isSettled]).toEqual([[], true]);
  });

  it('does not follow a wall clock that is 8 days ahead for 90 s, and says so once [R104]', () => {
    const { clock, jumps, time, pass } = clockWith();
    time.wall += 8 * DAY;
    pass(90_000);
    expect([clock.now(), clock.wall()]).toEqual([start + 90_000, start + 90_000 + 8 * DAY]);
    time.wall -= 8 * DAY;
    pass(MINUTE);
    expect([clock.now(), clock.disagreement]).toEqual([start + 150_000, 0]);
    expect(jumps).toEqual([8 * DAY]);
  });

  it('follows a wall clock that keeps to its jump, and never runs backwards after it [R92]', () => {
    const { clock, jumps, time, pass } = clockWith();
    time.wall += 2 * HOUR;
    clock.now();
    pass(FOLLOW_AFTER_MS - 1);
    expect(clock.now()).toBe(start + FOLLOW_AFTER_MS - 1);
    pass(1);
    expect(clock.now()).toBe(start + FOLLOW_AFTER_MS + 2 * HOUR);
    time.wall -= 2 * HOUR;
    pass(MINUTE);
    expect(clock.now()).toBe(start + FOLLOW_AFTER_MS + 2 * HOUR + MINUTE);
    expect(jumps).toEqual([2 * HOUR, -2 * HOUR]);
  });

  it('does not follow a wall clock that jumps from one time to another', () => {
    const { clock, jumps, time, pass } = clockWith();
    for (let turn = 1; turn <= 4; turn += 1) {
      time.wall += turn * DAY;
      pass(FOLLOW_AFTER_MS / 2);
    }
    expect(clock.now()).toBe(start + 2 * FOLLOW_AFTER_MS);
    expect(jumps).toHaveLength(4);
  });

  it('follows at once when the machine slept, and waits for nothing', () => {
    const { clock, jumps, time, pass } = clockWith();
    for (const slept of [8 * HOUR, 20 * MINUTE]) {
      time.wall += slept;
      time.uptime += slept;
      expect(clock.now()).toBe(time.wall);
      pass(MINUTE);
    }
    expect([jumps, clock.isSettled]).toEqual([[], true]);
  });

  it.each([
    ['minutes', 5 * MINUTE, 0],
    ['hours', 8 * HOUR, HOUR],
    ['days', 8 * DAY, DAY],
  ])('is not settled while the clocks disagree, and for its time after a jump of %s [R104]', (_, by, rest) => {
    const { clock, time, pass } = clockWith();
    time.wall += by;
    expect(clock.isSettled).toBe(false);
    pass(90_000);
    expect(clock.isSettled).toBe(false);
    time.wall -= by;
    expect(clock.restMs).toBe(Math.max(0, rest - 90_000));
    pass(Math.max(0, rest - 90_001));
    expect(clock.isSettled).toBe(rest === 0);
    pass(1);
    expect(clock.isSettled).toBe(true);
  });

  it('is not settled for the time of a jump that it followed [R104]', () => {
    const { clock, time, pass } = clockWith();
    time.wall += 400 * DAY;
    clock.now();
    pass(FOLLOW_AFTER_MS);
    expect(clock.now()).toBe(time.wall);
    expect(clock.restMs).toBe(DAY - FOLLOW_AFTER_MS);
  });

  it('rests for as long as somebody asks for', () => {
    const { clock, pass } = clockWith();
    clock.rest(HOUR);
    clock.rest(MINUTE);
    pass(HOUR - 1);
    expect(clock.isSettled).toBe(false);
    pass(1);
    expect(clock.isSettled).toBe(true);
  });
});
