import fc from 'fast-check';
import { KINDS } from '#kernel';
import { modelWith } from '../../testing/authorization-model.js';
import { anyName, anyPattern } from '../../testing/naive-policies.js';
import { CompiledModel } from '../decisions/compiled-model.js';
import { isName, modelName } from '../names.js';
import { parsePattern, patternsMeet } from './pattern.js';

function matches(pattern: string, name: string): boolean {
  const model = modelWith({ effect: 'allow', actions: ['*'], resources: [`secret:${pattern}`] });
  const facts = { ip: '::1', now: 0, mfaAt: null };
  return new CompiledModel(1, model).decide({ roles: ['role'] }, facts, 'secret:read', name).allowed;
}

describe('a pattern', () => {
  it.each([
    ['prod/**', 'prod'],
    ['prod/**', 'production/a'],
    ['prod/*', 'prod/a/b'],
    ['prod/*', 'prod'],
    ['*', 'a/b'],
    ['**/a', 'a'],
    ['a/**/b', 'a/b'],
    ['app-*', 'app'],
    ['ab*ba', 'aba'],
    ['*a*a*', 'ba'],
    ['a', 'a/b'],
    ['a/b', 'a'],
    ['a.c', 'abc'],
    ['a+c', 'aac'],
    ['*@example.org', 'a@example.org.uk'],
    ['**/a/**/a/**/a/**/a', 'a/a/a/a/a/a/a'],
    ['prod/**', 'PROD/a'],
    ['PROD/*', 'prod/a'],
    ['App-*', 'app-1'],
    ['*Db', 'xdb'],
  ])('%s does not match %s', (pattern, name) => {
    expect(matches(pattern, name)).toBe(false);
  });

  it.each([
    ['**', 'a'],
    ['**', 'a/b/c'],
    ['prod/**', 'prod/a'],
    ['prod/**', 'prod/a/b'],
    ['prod/*', 'prod/a'],
    ['*/a', 'b/a'],
    ['**/a', 'b/c/a'],
    ['a/**/b', 'a/x/y/b'],
    ['app-*', 'app-'],
    ['ab*ba', 'abba'],
    ['*a*a*', 'banana'],
    ['a*/**/*b', 'a/x/b'],
    ['**/**', 'a/b'],
    ['*@example.org', 'a+b.c-d@example.org'],
    ['a+*', 'a+b'],
    ['PROD/**', 'PROD/a/B'],
    ['App-*Z', 'App-z-Z'],
  ])('%s matches %s', (pattern, name) => {
    expect(matches(pattern, name)).toBe(true);
  });

  it.each(['', '/', 'a/', '/a', 'a//b', 'a**', '**a', 'a/***', '.', 'a/../b', 'a b', 'a?', '[ab]', '{a}', 'a\\b', 'é'])(
    'is not %j',
    (text) => {
      expect(parsePattern(text)).toBeNull();
    },
  );

  it('is at most as long as a name and has at most 16 stars', () => {
    expect(parsePattern('a'.repeat(257))).toBeNull();
    expect(parsePattern('*a'.repeat(17))).toBeNull();
    expect(parsePattern('*a'.repeat(16))).not.toBeNull();
  });

  it('matches a hostile name in bounded time', () => {
    // An exponential search would run into the timeout of the test.
    expect(matches('**/a/**/a/**/a/**/a/**/a/**/a/**/a/b', `${'a/'.repeat(120)}a`)).toBe(false);
    expect(matches('*a*a*a*a*a*a*a*a*b', 'a'.repeat(250))).toBe(false);
  });

  it('meets another whenever a name matches both', () => {
    const property = fc.property(anyPattern, anyPattern, anyName, (a, b, name) => {
      const [first, second] = [parsePattern(a), parsePattern(b)];
      if (!first || !second || !matches(a, name) || !matches(b, name)) return;
      expect(patternsMeet(first, second)).toBe(true);
      expect(patternsMeet(second, first)).toBe(true);
    });
    fc.assert(property, { numRuns: 5_000 });
  });

  it('does not meet another without a common name', () => {
    const apart: [string, string][] = [
      ['a/**', 'b/**'],
      ['a/**', 'a'],
      ['*/a', '*/b'],
      ['a*', 'b*'],
      ['*a', '*b'],
      ['**/a', '*'],
      ['a/*', 'a/b/*'],
      ['a/**', 'A/**'],
      ['*/a', '*/A'],
      ['*B', '*b'],
    ];
    for (const [a, b] of apart) {
      const [first, second] = [parsePattern(a), parsePattern(b)];
      expect([a, b, first && second && patternsMeet(first, second)]).toEqual([a, b, false]);
    }
  });
});

describe('names', () => {
  it.each(['', 'a/', '/a', 'a//b', '.', '..', 'a/..', './a', 'a*', '**', 'a b', 'a\n', 'a:b', 'a'.repeat(257)])(
    '%j is none [R49]',
    (text) => {
      expect(isName(text, 'secret')).toBe(false);
    },
  );

  it('have upper-case letters only if they are paths of secrets [R47]', () => {
    expect(KINDS.filter((kind) => isName('prod/A', kind))).toEqual(['secret']);
    expect(KINDS.filter((kind) => isName('prod/a', kind))).toEqual(KINDS);
  });

  it.each(['a', 'a/b', '...', '.a', 'a..b/c', '0_-.', 'a+b@c', 'A/b_C', 'a'.repeat(256)])('%j is one', (text) => {
    expect(isName(text, 'secret')).toBe(true);
  });

  it('of roles and policies have one canonical form [R47]', () => {
    expect(['ROOT', 'root ', '\troot', 'Root'].map(modelName)).toEqual(['root', 'root', 'root', 'root']);
    expect(['', '-a', 'a/b', 'a*', 'a'.repeat(65), 'ro ot'].map(modelName)).toEqual([
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});
