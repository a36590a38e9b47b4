import { matchesInTime } from './timed-match.js';

describe('matching an expression of the operator', () => {
  it('refuses a text if the match takes too long, and works for the next text', () => {
    const begun = performance.now();
    expect(matchesInTime(/^(a+)+$/u, `${'a'.repeat(127)}!`)).toBe(false);
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(matchesInTime(/^(a+)+$/u, 'aaaa')).toBe(true);
    expect(matchesInTime(/^(a+)+$/u, 'b')).toBe(false);
  });
});
