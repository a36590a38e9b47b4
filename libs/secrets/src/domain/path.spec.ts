import fc from 'fast-check';
import { checkPath, intersection, PATH_RULE, type PathRange, rangeOfPrefix } from './path.js';

/** The rule in the words of the documentation, without a regular expression. */
function naively(text: string): boolean {
  const allowed = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-';
  if (text.length > 256) return false;
  return text
    .split('/')
    .every((level) => level !== '' && level !== '.' && level !== '..' && [...level].every((c) => allowed.includes(c)));
}

const nearPath = fc.string({
  unit: fc.constantFrom(
    'a',
    'z',
    '0',
    '.',
    '.',
    '-',
    '_',
    '/',
    '/',
    '*',
    'A',
    'Z',
    '@',
    '[',
    ' ',
    '\n',
    '\0',
    'é',
    '%',
  ),
  maxLength: 12,
});
const level = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'Z', '0', '.', '-'), minLength: 1, maxLength: 3 });
const path = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'));
const bound = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', 'Z', '/'), maxLength: 3 });
const range = fc
  .tuple(bound, fc.option(bound))
  .filter(([from, to]) => to === null || from < to)
  .map(([from, to]): PathRange => ({ from, to }));

function holds({ from, to }: PathRange, text: string): boolean {
  return text >= from && (to === null || text < to);
}

describe('a path', () => {
  it.each([
    '',
    '/',
    'a/',
    '/a',
    'a//b',
    '.',
    '..',
    'a/../b',
    './a',
    'a/.',
    'A//B',
    'ÄB',
    'a b',
    'a*',
    'prod/**',
    'a\n',
    'é',
    '%61',
    'a\\b',
    'a'.repeat(257),
  ])('refuses %j [R49]', (text) => {
    expect(PATH_RULE.holds(text)).toBe(false);
    expect(() => checkPath(text)).toThrow(expect.objectContaining({ code: 'validation_failed' }));
  });

  it.each(['a', '...', '.env', 'a/..b', 'prod/db/main', '0', '-', '_', 'PROD/Db_Password', 'Z'.repeat(256)])(
    'accepts %j',
    (text) => {
      expect(checkPath(text)).toBe(text);
    },
  );

  it('agrees with a naive reading of the rule, for any text [R49]', () => {
    fc.assert(
      fc.property(fc.oneof(nearPath, path, fc.string()), (text) => {
        expect(PATH_RULE.holds(text)).toBe(naively(text));
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('the range of a prefix', () => {
  it.each(['/', '//', 'a//', '*', 'A//', 'a b', 'prod/**', 'a'.repeat(257)])('refuses %j', (text) => {
    expect(() => rangeOfPrefix(text)).toThrow(expect.objectContaining({ code: 'validation_failed' }));
  });

  it('holds exactly the paths that begin with it, also if it ends with a slash', () => {
    const prefix = fc.oneof(
      path,
      path.map((text) => `${text}/`),
      fc.constant(''),
    );
    fc.assert(
      fc.property(
        prefix,
        fc.oneof(
          path,
          fc.tuple(prefix, path).map((pair) => pair.join('')),
        ),
        (text, candidate) => {
          expect(holds(rangeOfPrefix(text), candidate)).toBe(candidate.startsWith(text));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('two ranges', () => {
  it('share the paths that are in both', () => {
    fc.assert(
      fc.property(range, range, bound, (a, b, text) => {
        const both = intersection(a, b);
        expect(both !== null && holds(both, text)).toBe(holds(a, text) && holds(b, text));
      }),
    );
  });
});
