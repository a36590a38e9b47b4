import { NearPaths } from './near-paths.js';

const paths = new NearPaths([
  '/health',
  '/docs',
  '/openapi.json',
  '/api/v1/secrets',
  '/api/v1/secrets/:id',
  '/api/v1/secrets/by-path',
  '/api/v1/secrets/:id/reveal',
  '/api/v1/secrets/:id/versions/:version',
  '/api/v1/users',
  '/api/v1/users/:id',
  '/api/v1/users/:id/disable',
  '/api/v1/setup',
  '/api/v1/audit/tile/:level/*',
]);

it('points to the description only where there is one', () => {
  const undescribed = new NearPaths(['/api/v1/users']);
  expect(undescribed.words('/.env')).toBe('No route has this path. The API is below /api/v1.');
});

describe('a path that no route has', () => {
  it.each([
    ['/secrets', '/api/v1/secrets'],
    ['/v1/secrets/0193', '/api/v1/secrets/{id}'],
    ['/api/v2/users', '/api/v1/users'],
    ['/api/v1/secrets/', '/api/v1/secrets'],
    ['/api/v1//secrets', '/api/v1/secrets'],
    ['/API/V1/Secrets?limit=1', '/api/v1/secrets'],
    ['/api/v1/secret', '/api/v1/secrets'],
    ['/secret', '/api/v1/secrets'],
    ['/api/v1/secrets/0193/reveals', '/api/v1/secrets/{id}/reveal'],
    ['/users/0193/disabel', '/api/v1/users/{id}/disable'],
    ['/Health', '/health'],
    ['/audit/tile/0/000', '/api/v1/audit/tile/{level}/{path}'],
    ['/api/v1/audit/tiles/0/x001/x234/067', '/api/v1/audit/tile/{level}/{path}'],
  ])('is corrected: %s', (path, meant) => {
    expect(paths.words(path)).toBe(`No route has this path. Did you mean ${meant}?`);
  });

  it('is not one that has other methods', () => {
    expect(paths.words('/api/v1/secrets/0193?x=1')).toBe('No route has this method.');
  });

  it.each([
    [
      '/api/v1/secrets/prod/db/password',
      'To look one up by its path, use /api/v1/secrets/by-path?path=. Below /api/v1/secrets there are: /by-path, /{id}, /{id}/reveal, /{id}/versions/{version}.',
    ],
    ['/api/v1/users/0193/promote', 'Below /api/v1/users there are: /{id}, /{id}/disable.'],
    ['/api/v1/setup/again/please', 'Below /api/v1/setup there is nothing.'],
    ['/api/v1/items', 'Below /api/v1 there are: audit, secrets, setup, users.'],
    ['/api/v1', 'Below /api/v1 there are: audit, secrets, setup, users.'],
    ['/.env', 'The API is below /api/v1, its description at /docs.'],
    ['/', 'The API is below /api/v1, its description at /docs.'],
    [`/${'hunter2/'.repeat(5_000)}`, 'The API is below /api/v1, its description at /docs.'],
  ])('is told what there is: %s', (path, words) => {
    expect(paths.words(path)).toBe(`No route has this path. ${words}`);
  });
});
