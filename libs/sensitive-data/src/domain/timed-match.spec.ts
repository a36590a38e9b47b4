import { matchesInTime } from './timed-match.js';

let tries = 0;

/** An expression whose match takes all of its time until the given try. */
function onlyAtTry(nth: number): RegExp {
  const first = tries;
  const test = () => {
    tries += 1;
    while (tries - first < nth);
    return true;
  };
  return { test } as unknown as RegExp;
}

describe('matching an expression of the operator', () => {
  it('refuses a text if the match takes too long, and works for the next text', () => {
    // Without the limit, this line would run for years.
    expect(matchesInTime(/^(a+)+$/u, `${'a'.repeat(127)}!`)).toBe(false);
    expect(matchesInTime(/^(a+)+$/u, 'aaaa')).toBe(true);
    expect(matchesInTime(/^(a+)+$/u, 'b')).toBe(false);
  });

  it('accepts a text although other programs had the processor for the time of a match', () => {
    const got = jest.spyOn(process, 'threadCpuUsage').mockReturnValue({ user: 1_000, system: 0 });
    expect(matchesInTime(onlyAtTry(3), 'x')).toBe(true);
    expect(matchesInTime(onlyAtTry(1_000), 'x')).toBe(false);
    expect(tries).toBe(3 + 10);
    got.mockRestore();
  });
});
