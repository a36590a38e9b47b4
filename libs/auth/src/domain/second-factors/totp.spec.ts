import { base32, fromBase32 } from './base32.js';
import { newSeed, otpauthUrl, stepsAround } from './totp.js';

describe('the seed of an authenticator app', () => {
  it('has 160 random bits [R21]', () => {
    const seed = newSeed();
    expect(seed).toMatch(/^[A-Z2-7]{32}$/);
    expect(fromBase32(seed)).toHaveLength(20);
    expect(newSeed()).not.toBe(seed);
  });

  it('is written in base32 as in the examples of RFC 4648 section 10', () => {
    const vectors = {
      '': '',
      f: 'MY',
      fo: 'MZXQ',
      foo: 'MZXW6',
      foob: 'MZXW6YQ',
      fooba: 'MZXW6YTB',
      foobar: 'MZXW6YTBOI',
    };
    for (const [text, encoded] of Object.entries(vectors)) {
      expect(base32(Buffer.from(text))).toBe(encoded);
      expect(fromBase32(encoded).toString()).toBe(text);
    }
  });

  it('is given to apps with all parameters that they need', () => {
    expect(otpauthUrl('ada_1', 'JBSWY3DP')).toBe(
      'otpauth://totp/Coffer:ada_1?secret=JBSWY3DP&issuer=Coffer&algorithm=SHA1&digits=6&period=30',
    );
    const url = new URL(otpauthUrl('ada+x@example.org', 'JBSWY3DP'));
    expect([url.pathname, url.searchParams.get('secret')]).toEqual(['/Coffer:ada%2Bx%40example.org', 'JBSWY3DP']);
  });
});

it('accepts one time step of 30 s before and after the present one, and no other [R19]', () => {
  expect(stepsAround(59_999)).toEqual([0, 1, 2]);
  expect(stepsAround(60_000)).toEqual([1, 2, 3]);
});
