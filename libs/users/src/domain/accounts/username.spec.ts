import { canonicalUsername, foldedName, requireUsername, USERNAME_RULE } from './username.js';

const LONGEST = `a${'.'.repeat(126)}z`;
const NO_NAMES = ['ro ot', 'ab', `a${LONGEST}`, 'rööt', '*', 'deleted:1', '', ' ', 'a\u0000bc', 'a/b', 'a,b', 'ab\nc'];
const HALF_NAMES = ['.ab', 'ab.', '-ab', 'ab-', '@ab', 'ab@', '+ab', 'ab+', 'a_', '__'];
/** Names of accounts that were made under the rule `^[a-z0-9_]{3,30}$`. */
const EARLIER_NAMES = ['_ab', 'ab_', '___', `_${'a'.repeat(29)}`];

describe('a username', () => {
  it.each([...NO_NAMES, ...HALF_NAMES, `_${'a'.repeat(30)}`, '_a.b'])('%j is none', (typed) => {
    expect(canonicalUsername(typed)).toBeNull();
    expect(USERNAME_RULE.holds(typed)).toBe(false);
    expect(() => requireUsername(typed, typed)).toThrow(expect.objectContaining({ code: 'validation_failed' }));
  });

  it.each(['ROOT', 'root ', ' Root', 'ＲＯＯＴ', 'root'])('%j is the same as root [R10][R47]', (typed) => {
    expect(canonicalUsername(typed)).toBe('root');
    expect(requireUsername(typed, null)).toBe('root');
  });

  it.each(['grace.hopper', 'ci-deploy', 'a+b', 'box+tag@mail.example.org', '007', 'a_b', LONGEST])(
    '%j may be the name of a new account',
    (name) => {
      expect([USERNAME_RULE.holds(name), requireUsername(name, name), canonicalUsername(name)]).toEqual([
        true,
        name,
        name,
      ]);
    },
  );

  it('may begin and end with _ if an account has it already, but not in a new account', () => {
    expect(EARLIER_NAMES.map(canonicalUsername)).toEqual(EARLIER_NAMES);
    expect(EARLIER_NAMES.map(USERNAME_RULE.holds)).toEqual([false, false, false, false]);
  });

  it('is not normalised if it is too long', () => {
    expect(canonicalUsername(`root${' '.repeat(1_000_000)}`)).toBeNull();
  });

  it('has the form in which failed logins are counted [R10]', () => {
    for (const typed of ['Ａda@Example.ORG', ' A.B ', ' a+B']) expect(canonicalUsername(typed)).toBe(foldedName(typed));
  });
});

describe('a username that looks like an e-mail address', () => {
  const codeOf = (typed: string, address: string | null) => {
    try {
      requireUsername(typed, address);
      return 'none';
    } catch (error) {
      return (error as { details: { fields: { code: string }[] } }).details.fields.map(({ code }) => code).join();
    }
  };

  it("is the account's own address, in any letters", () => {
    expect(codeOf('Ada@Example.org', 'ada@example.ORG')).toBe('none');
    expect(codeOf('ada＠example.org', 'ada@example.org')).toBe('none');
  });

  it('is never the address of somebody else', () => {
    expect(codeOf('ada@example.org', 'mallory@example.org')).toBe('username_address');
    expect(codeOf('ada@example.org', 'ada@example.org.evil.example')).toBe('username_address');
  });

  it('is refused where nobody vouches for the address', () => {
    expect(codeOf('ada@example.org', null)).toBe('username_address');
  });
});
