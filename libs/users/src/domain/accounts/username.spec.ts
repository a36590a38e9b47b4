import { canonicalUsername } from './username.js';

describe('a username', () => {
  it.each(['ro ot', 'ab', 'a'.repeat(31), 'rööt', 'a-b', '*', 'deleted:1', '', ' ', 'a\u0000bc'])(
    '%j is none',
    (typed) => {
      expect(canonicalUsername(typed)).toBeNull();
    },
  );

  it.each(['ROOT', 'root ', ' Root', 'ＲＯＯＴ', 'root'])('%j is the same as root [R10][R47]', (typed) => {
    expect(canonicalUsername(typed)).toBe('root');
  });

  it('is not normalised if it is too long', () => {
    expect(canonicalUsername(`root${' '.repeat(1_000_000)}`)).toBeNull();
  });
});
