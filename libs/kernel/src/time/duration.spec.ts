import { durationRule, durationText, parseDuration } from './duration.js';

describe('a duration', () => {
  it.each(['', '0m', '01m', '-1m', '1', 'm', '1.5h', '1w', '1 h', ' 1h', '1h ', '1H', '10000000s', '1h30m'])(
    'is not %p',
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );

  it.each([
    ['1s', 1],
    ['90s', 90],
    ['15m', 900],
    ['24h', 86_400],
    ['30d', 2_592_000],
  ])('of %s has %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
    expect(parseDuration(durationText(seconds))).toBe(seconds);
  });

  it('is written in the largest unit that leaves a whole number', () => {
    expect([1, 90, 900, 3_600, 5_400, 86_400].map(durationText)).toEqual(['1s', '90s', '15m', '1h', '90m', '1d']);
  });

  it('is bounded by a rule that says the bounds', () => {
    const rule = durationRule({ field: 'ttl', min: '1m', max: '1h' });
    expect(rule.message).toMatch(/^ttl must be 1m to 1h: .* such as 1h$/);
    expect(['59s', '61m', '2h', '1d', 'soon'].filter(rule.holds)).toEqual([]);
    expect(['60s', '1m', '60m', '1h'].every(rule.holds)).toBe(true);
  });

  it('has no rule without bounds', () => {
    expect(() => durationRule({ field: 'ttl', min: 'none', max: '1h' })).toThrow(RangeError);
  });
});
