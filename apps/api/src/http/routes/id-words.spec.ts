import { newId } from '#kernel';
import { idWords } from './id-words.js';

const GETS = ['/api/v1/secrets', '/api/v1/secrets/by-path', '/api/v1/roles'];
const words = (route: string | undefined, params: unknown) => idWords(route, params, (path) => GETS.includes(path));

describe('a name where a path takes an id', () => {
  it('is told where the id is to be found', () => {
    const told = ' In this path, {id} is a UUID and no name';
    expect(words('/api/v1/roles/:id', { id: 'auditor' })).toBe(`${told}: GET /api/v1/roles shows it.`);
    const byPath = `${told}: GET /api/v1/secrets/by-path?path= shows it.`;
    expect(words('/api/v1/secrets/:id/versions/:n', { id: 'prod', n: '1' })).toBe(byPath);
    expect(words('/api/v1/keys/roles/:id/rotate', { id: 'x' })).toBe(`${told}: GET /api/v1/roles shows it.`);
    expect(words('/api/v1/keys/rotations/:id', { id: 'last' })).toBe(`${told}.`);
  });

  it('is told nothing where it gave an id, in either case, and where the path takes none', () => {
    const id = newId();
    expect(words('/api/v1/roles/:id', { id })).toBe('');
    expect(words('/api/v1/roles/:id', { id: id.toUpperCase() })).toBe('');
    expect(words('/api/v1/roles', {})).toBe('');
    expect(words(undefined, undefined)).toBe('');
  });
});
