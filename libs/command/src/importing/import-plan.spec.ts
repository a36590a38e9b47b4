import fc from 'fast-check';
import { pathOf, requirePrefix } from '../sources/source-path.js';
import { planOf } from './import-plan.js';

const entry = (name: string, value = 'canary') => ({ name, levels: [name], value, leftOut: [] });

describe('the path of an entry', () => {
  it.each(['', '/', 'a//b', '/a', '../a', 'a/..', 'a b', 'ä', 'a'.repeat(256)])('never begins with %j', (prefix) => {
    expect(() => requirePrefix(prefix)).toThrow(/^--prefix must be a path/);
  });

  it.each([
    [['DATABASE_URL'], 'prod/DATABASE_URL'],
    [['Team/Web shop', 'Müller & Co'], 'prod/Team/Web-shop/Muller-Co'],
    [[' (work) '], 'prod/work'],
    [['--x--'], 'prod/--x--'],
    [['日本'], null],
    [['..'], null],
    [['a//b'], null],
    [['a'.repeat(252)], null],
  ])('%j is %j', (levels, path) => {
    expect(pathOf(requirePrefix('prod/'), levels)).toBe(path);
  });

  it('is a path, whatever the names are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 3 }), (levels) => {
        const path = pathOf('a/', levels);
        const isPath = path !== null && /^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/.test(path) && path.length <= 256;
        expect(path === null || (isPath && !path.split('/').some((one) => one === '.' || one === '..'))).toBe(true);
      }),
    );
  });
});

describe('the plan of an import', () => {
  it('refuses both of two names that become one path, and each names the other [R145]', () => {
    const { planned, refused } = planOf('prod/', [entry('a b'), entry('c'), entry('a&b'), entry('c')]);
    expect(planned).toEqual([]);
    expect(refused).toEqual([
      { name: 'a b', path: 'prod/a-b', reason: 'would have the path of "a&b" too: rename one in FILE' },
      { name: 'a&b', path: 'prod/a-b', reason: 'would have the path of "a b" too: rename one in FILE' },
      { name: 'c', path: 'prod/c', reason: 'stands 2 times in FILE: rename all but one' },
      { name: 'c', path: 'prod/c', reason: 'stands 2 times in FILE: rename all but one' },
    ]);
  });

  it('refuses what the server would refuse, so that a dry run tells it', () => {
    const { refused } = planOf('prod/', [entry('a', 'x'.repeat(65_537)), entry('b', '\ud800'), entry('é/..')]);
    expect(refused.map(({ name, reason }) => `${name} ${reason}`)).toEqual([
      'é/.. gives no path: rename it in FILE',
      'a has a value of 65,537 bytes, which is more than 65,536',
      'b has a value that is no well-formed Unicode',
    ]);
  });

  it('loses no entry: each is planned or refused', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'A', ' ', '&', '/', '.'), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(name, { maxLength: 20 }), (names) => {
        const { planned, refused } = planOf(
          'p/',
          names.map((one) => entry(one)),
        );
        expect(planned.length + refused.length).toBe(names.length);
        expect(new Set(planned.map(({ path }) => path)).size).toBe(planned.length);
      }),
    );
  });
});
