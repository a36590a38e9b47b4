import { matchesInTime } from './timed-match.js';

describe('matching an expression of the operator', () => {
  it('refuses a text if the match takes too long, and works for the next text', () => {
    // Without the limit, this line would run for years.
    expect(matchesInTime(/^(a+)+$/u, `${'a'.repeat(127)}!`)).toBe(false);
    expect(matchesInTime(/^(a+)+$/u, 'aaaa')).toBe(true);
    expect(matchesInTime(/^(a+)+$/u, 'b')).toBe(false);
  });
});
