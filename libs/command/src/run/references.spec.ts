import { referencesIn } from './references.js';

describe('references in the environment', () => {
  it.each([
    'coffer://',
    'coffer://#field',
    'coffer://canary?version=0',
    'coffer://canary?version=1#f?version=2',
    'coffer://canary?v=1',
    'coffer://canary#',
    'coffer://canary#a#b',
    'coffer://canary?version=99999999999',
  ])('%j is refused by the name of its variable [R140]', (text) => {
    expect(() => referencesIn({ DB: text })).toThrow(/^DB must be like/);
    expect(() => referencesIn({ DB: text })).not.toThrow('canary');
  });

  it('name a path, a field and a version', () => {
    const environment = {
      A: 'coffer://prod/db',
      B: 'coffer://prod/db#pass word',
      C: 'coffer://prod/db?version=3',
      D: 'coffer://prod/db#password?version=3',
      E: 'coffer://prod/db?version=3#password',
      F: 'see coffer://prod/db',
      G: undefined,
    };
    expect(referencesIn(environment).map(({ name, address, version }) => [name, address.field, version])).toEqual([
      ['A', null, null],
      ['B', 'pass word', null],
      ['C', null, 3],
      ['D', 'password', 3],
      ['E', 'password', 3],
    ]);
    expect(referencesIn(environment)[0]?.address.path).toBe('prod/db');
  });
});
