import { aBinding } from '../../testing/a-provider.js';
import { isBoundTo } from './binding.js';
import { claimPath, satisfies } from './claims.js';

describe('the way to a claim', () => {
  it.each(['', '/', '//a', '/a~2b', '/a~', '\ud800', 'x'.repeat(257), '/a/b/c/d/e/f/g/h/i'])('is not %p', (claim) => {
    expect(claimPath(claim)).toBeNull();
  });

  it.each([
    ['repository_id', ['repository_id']],
    ['kubernetes.io', ['kubernetes.io']],
    ['https://example.com/team', ['https://example.com/team']],
    ['/repository_id', ['repository_id']],
    ['/kubernetes.io/serviceaccount/name', ['kubernetes.io', 'serviceaccount', 'name']],
    ['/a~1b/c~0d/~01', ['a/b', 'c~d', '~1']],
    ['/a/', ['a', '']],
  ])('of %s is %j', (claim, path) => {
    expect(claimPath(claim)).toEqual(path);
  });
});

describe('a rule about a claim', () => {
  const CLAIMS = {
    sub: 'system:serviceaccount:ci:deploy',
    repository_id: '74',
    run_attempt: 1,
    email_verified: true,
    nothing: null,
    groups: ['ops', 'Dev', 7],
    'kubernetes.io': { namespace: 'ci', pod: { name: 'deploy-1' } },
  };

  it.each([
    ['another text', 'repository_id', ['75']],
    ['a part of the text', 'repository_id', ['7']],
    ['a pattern', 'sub', ['system:serviceaccount:*', '**']],
    ['another case', 'sub', ['System:serviceaccount:ci:deploy']],
    ['white space around', 'repository_id', [' 74']],
    ['an absent claim', 'environment', ['', 'undefined', 'null']],
    ['a number', 'run_attempt', ['1']],
    ['a truth value', 'email_verified', ['true']],
    ['null', 'nothing', ['null', '']],
    ['an object', 'kubernetes.io', ['[object Object]', 'ci']],
    ['an element of another type', 'groups', ['7']],
    ['another case in a list', 'groups', ['dev']],
    ['a list as one text', 'groups', ['ops,Dev,7']],
    ['a place in a list', '/groups/0', ['ops']],
    ['the length of a text', '/sub/length', ['31']],
    ['what every object has', 'constructor', ['Object']],
    ['what every object has, inside', '/kubernetes.io/constructor/name', ['Object']],
    ['a prototype', '__proto__', ['[object Object]']],
    ['no way', '//', ['']],
  ])('is not satisfied by %s', (_, claim, values) => {
    expect(satisfies(CLAIMS, { claim, values })).toBe(false);
  });

  it.each([
    ['repository_id', ['74']],
    ['/repository_id', ['73', '74']],
    ['groups', ['ops']],
    ['/kubernetes.io/namespace', ['ci']],
    ['/kubernetes.io/pod/name', ['deploy-1']],
  ])('%s of %j is satisfied by exactly that text', (claim, values) => {
    expect(satisfies(CLAIMS, { claim, values })).toBe(true);
  });
});

describe('a binding without a claim', () => {
  it('binds nobody, whatever a token says', () => {
    expect(isBoundTo(aBinding({ claims: [] }), { sub: 'x' })).toBe(false);
  });
});
