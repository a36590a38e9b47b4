import { domainLabels, isEmail, unverifiedEmailKey, verifiedEmailKey } from './email.js';

describe('an e-mail address', () => {
  it.each([
    'ada',
    '@example.org',
    'ada@',
    'a b@example.org',
    'ada@example.org\r\nBcc: all@example.org',
    'ada@-example.org',
    `${'a'.repeat(65)}@example.org`,
    `${'ö'.repeat(33)}@example.org`,
    'a\u200bda@example.org',
    'ada@exam\u2028ple.org',
    `ada@${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.example.org`,
  ])('%j is refused', (address) => {
    expect(isEmail(address)).toBe(false);
  });

  it.each(['ada@example.org', "o'brien+x@mail.example", 'ada@localhost', 'jörg@müller.example', '用户@例子.广告'])(
    '%j is accepted',
    (address) => {
      expect(isEmail(address)).toBe(true);
    },
  );

  it.each([
    ['ada@localhost', []],
    ['ada@example.org', ['example']],
    ['ada@mail.example.org', ['mail', 'example']],
  ])('%j has the host labels %j without the last one', (address, labels) => {
    expect(domainLabels(address)).toEqual(labels);
  });

  it('is unique in folded form, once it is verified', () => {
    expect(verifiedEmailKey('Ada@Example.ORG')).toBe('ada@example.org');
    expect(isEmail(unverifiedEmailKey('01935b2f-5c1e-7a3b-9c4d-2f6a8e0b1c2d'))).toBe(false);
  });
});
