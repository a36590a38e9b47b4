import { SpeakeasyOneTimePasswords } from './speakeasy.one-time-passwords.js';

/** The seed in the examples of both RFCs. */
const SEED = Buffer.from('12345678901234567890');
const passwords = new SpeakeasyOneTimePasswords();

describe('one-time passwords of speakeasy', () => {
  it('are those of RFC 4226 appendix D', () => {
    const codes = Array.from({ length: 10 }, (_, counter) => passwords.codeAt(SEED, counter));
    expect(codes).toEqual([
      ...['755224', '287082', '359152', '969429', '338314'],
      ...['254676', '287922', '162583', '399871', '520489'],
    ]);
  });

  it.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ])('at %i s are the last six digits of RFC 6238 appendix B', (seconds, eightDigits) => {
    expect(passwords.codeAt(SEED, Math.floor(seconds / 30))).toBe(eightDigits.slice(-6));
  });
});
