import { ManualClock } from '#kernel/testing';
import { A_REQUEST, Budget, type Holder, OF_A_PRINCIPAL, WHOLE } from './budget.js';
import { Overload } from './overload.js';

const PART = OF_A_PRINCIPAL / 4;

function holder(): Holder & { closed: boolean } {
  return {
    unsent: 0,
    closed: false,
    close() {
      this.closed = true;
    },
  };
}

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'granted';
  } catch (error) {
    return error instanceof Overload ? error.code : 'a defect';
  }
}

describe('the budget of requests and unread answers', () => {
  const clock = new ManualClock(0);
  let budget: Budget;
  beforeEach(() => {
    clock.at = 0;
    budget = new Budget(clock);
  });
  const take = (principal: string, bytes = PART, on = holder()) => budget.take(principal, bytes, on);
  const fill = (bytes = WHOLE, on = holder()) =>
    Array.from({ length: bytes / PART }, (_, n) => take(`filler ${n >> 2}`, PART, on));

  it('refuses a principal that holds its part, and no other principal [R97]', () => {
    for (let n = 0; n < 4; n += 1) take('ann');
    expect(codeOf(() => take('ann', 1))).toBe('rate_limited');
    expect(codeOf(() => take('bob'))).toBe('granted');
  });

  it('allows a principal 256 small requests at once', () => {
    for (let n = 0; n < 256; n += 1) take('ann', A_REQUEST);
    expect(codeOf(() => take('ann', A_REQUEST))).toBe('rate_limited');
  });

  it('holds the size of an answer from when it is ready until it is sent [R97]', () => {
    const on = holder();
    const lease = take('ann', A_REQUEST, on);
    lease.answered(10);
    expect([budget.used, on.unsent]).toEqual([10, 10]);
    lease.end();
    lease.end();
    lease.answered(10);
    expect([budget.used, on.unsent]).toEqual([0, 0]);
  });

  it('keeps what it held if it may not grow', () => {
    const lease = take('ann', OF_A_PRINCIPAL);
    expect(codeOf(() => lease.grow(1))).toBe('rate_limited');
    lease.end();
    expect(budget.used).toBe(0);
  });

  it('refuses everybody if all is used up by requests that are at work', () => {
    fill();
    clock.at = 60_000;
    expect(codeOf(() => take('ann', 1))).toBe('busy');
    expect(budget.used).toBe(WHOLE);
  });

  it('closes the connections that read nothing for the longest, if all is used up [R97]', () => {
    const [oldest, older, young] = [holder(), holder(), holder()];
    take('a', PART, oldest).answered(PART);
    take('b', PART, older).answered(PART);
    fill(WHOLE - 3 * PART);
    clock.at = 2_000;
    take('c', PART, young).answered(PART);
    expect(codeOf(() => take('ann', PART))).toBe('granted');
    expect([oldest.closed, older.closed, young.closed]).toEqual([true, false, false]);
    expect(codeOf(() => take('ann', 2 * PART))).toBe('busy');
    expect([older.closed, young.closed]).toEqual([true, false]);
  });
});
