import { createSecretKey, randomBytes } from 'node:crypto';
import { canonicalJson, creationHashes } from './creation-hashes.js';

const KEY = createSecretKey(randomBytes(32));
const REQUEST = { route: 'POST /secrets', body: { path: 'prod/db', value: 'hunter2', tags: ['a', 'b'] } };

describe('what is kept of a keyed request', () => {
  const kept = creationHashes(KEY, 'ann', 'key-1', REQUEST);

  it.each([
    ['another caller', creationHashes(KEY, 'bob', 'key-1', REQUEST)],
    ['another key', creationHashes(KEY, 'ann', 'key-2', REQUEST)],
    ['another root of trust', creationHashes(createSecretKey(randomBytes(32)), 'ann', 'key-1', REQUEST)],
    // Joined without care, these two would be one.
    ['a caller and a key that run into each other', creationHashes(KEY, 'an', 'nkey-1', REQUEST)],
  ])('is another record for %s [R88]', (_, other) => {
    expect(other.id).not.toBe(kept.id);
  });

  it.each([
    ['another route', { ...REQUEST, route: 'POST /users' }],
    ['another value', { ...REQUEST, body: { ...REQUEST.body, value: 'hunter3' } }],
    ['another order of a list', { ...REQUEST, body: { ...REQUEST.body, tags: ['b', 'a'] } }],
    ['one field less', { ...REQUEST, body: { path: 'prod/db', value: 'hunter2' } }],
  ])('is another request for %s', (_, request) => {
    const other = creationHashes(KEY, 'ann', 'key-1', request);
    expect(other.id).toBe(kept.id);
    expect(other.requestHash).not.toBe(kept.requestHash);
  });

  it('is the same for the same body in another order, and where an absent field is undefined', () => {
    const body = { tags: ['a', 'b'], value: 'hunter2', description: undefined, path: 'prod/db' };
    expect(creationHashes(KEY, 'ann', 'key-1', { ...REQUEST, body })).toEqual(kept);
  });

  it('sorts at every depth, and takes a field named __proto__ for one', () => {
    expect(canonicalJson({ b: [{ d: 1, c: null }], a: 'x' })).toBe('{"a":"x","b":[{"c":null,"d":1}]}');
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"z":2,"a":3}}'))).toBe('{"__proto__":{"a":3,"z":2},"b":1}');
  });

  it('is two hashes of 256 bits and nothing of the request', () => {
    expect(Object.values(kept).map((hash) => Buffer.from(hash, 'base64url').length)).toEqual([32, 32]);
  });
});
