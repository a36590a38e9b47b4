import { askedPath } from './capabilities.js';

describe('a path whose capabilities are asked for', () => {
  it.each([
    '',
    '/',
    'secret',
    'secret/',
    'other/data/x',
    'secretive/data/x',
    'SECRET/data/x',
    'secret/constructor/x',
    'secret/__proto__/x',
    'secret/config',
    'constructor',
    '__proto__',
    'sys/policies/acl/x',
    'auth/token/create',
    'team/secret/data/x',
  ])('has none if it is none of ours: %j', (path) => {
    expect(askedPath('secret', path)).toEqual({ capabilities: [] });
  });

  it('is one that everybody may call, or one of a secret', () => {
    expect(askedPath('secret', '/auth/token/lookup-self')).toEqual({ capabilities: ['read'] });
    expect(askedPath('secret', 'secret/data/prod/db')).toMatchObject({ secret: 'prod/db' });
    expect(askedPath('secret', 'secret/metadata')).toMatchObject({ secret: '' });
    expect(askedPath('secret', 'secret/metadata/prod/')).toMatchObject({ secret: 'prod/' });
    expect(askedPath('team/kv', 'team/kv/destroy/a')).toEqual({
      secret: 'a',
      needs: [['update', ['secret:destroy']]],
    });
  });
});
