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

  it('gives nothing to a request whose connection was closed, also if it gave way to another one [R97]', () => {
    const lease = take('ann', A_REQUEST);
    lease.end();
    expect(codeOf(() => lease.grow(PART))).toBe('busy');
    expect(budget.used).toBe(0);
    const late = take('ann', OF_A_PRINCIPAL);
    for (const other of ['b', 'c', 'd']) take(other, OF_A_PRINCIPAL).grow(0);
    clock.at = 2_000;
    expect(codeOf(() => take('bob', PART))).toBe('granted');
    expect(codeOf(() => late.grow(1))).toBe('busy');
    expect(budget.used).toBe(3 * OF_A_PRINCIPAL + PART);
  });

  it('refuses everybody if all is used up by requests that are at work', () => {
    for (const lease of fill()) lease.grow(0);
    clock.at = 60_000;
    expect(codeOf(() => take('ann', 1))).toBe('busy');
    expect(budget.used).toBe(WHOLE);
  });

  it('lets those give way who hold the most and only wait, in the moment in which all is used up [R97]', () => {
    const [reading, sending, working] = [holder(), holder(), holder()];
    for (const lease of fill(WHOLE - 2 * OF_A_PRINCIPAL)) lease.grow(0);
    for (let n = 0; n < 4; n += 1) take('slow reader', PART, reading).answered(PART);
    take('small', A_REQUEST, working).grow(0);
    take('slow sender', OF_A_PRINCIPAL - A_REQUEST, sending);
    expect(codeOf(() => take('ann', A_REQUEST))).toBe('granted');
    expect([reading.closed, sending.closed, working.closed]).toEqual([true, false, false]);
    expect(budget.used).toBe(WHOLE - PART + A_REQUEST);
    expect(codeOf(() => take('bob', PART))).toBe('granted');
    expect([sending.closed, working.closed]).toEqual([true, false]);
  });

  it('lets nobody give way to a principal that would hold as much, unless the server waits for 2 s [R97]', () => {
    const [oldest, young] = [holder(), holder()];
    for (const lease of fill(WHOLE - OF_A_PRINCIPAL)) lease.grow(0);
    take('a', PART, oldest).answered(PART);
    take('b', PART, holder()).grow(0);
    clock.at = 2_000;
    take('c', PART, young).answered(PART);
    take('d', PART, young);
    expect(codeOf(() => take('ann', PART))).toBe('granted');
    expect([oldest.closed, young.closed]).toEqual([true, false]);
    expect(codeOf(() => take('ann', PART))).toBe('busy');
    expect(young.closed).toBe(false);
  });
});
