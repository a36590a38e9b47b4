import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { canonicalJson, creationId, type HashedRequest, ownerHash, requestHash } from './keyed-hashes.js';

const KEY = createSecretKey(randomBytes(32));
const REQUEST = { route: 'POST /secrets', body: { path: 'prod/db', value: 'hunter2', tags: ['a', 'b'] } };

/** All hashes under one key. */
const hashesOf = (hashKey: KeyObject, userId: string, key: string, request: HashedRequest) => ({
  id: creationId(hashKey, userId, key),
  owner: ownerHash(hashKey, userId),
  requestHash: requestHash(hashKey, userId, request),
});

describe('the hashes of a request with a key', () => {
  const kept = hashesOf(KEY, 'ann', 'key-1', REQUEST);

  it.each([
    ['another caller', hashesOf(KEY, 'bob', 'key-1', REQUEST)],
    ['another key', hashesOf(KEY, 'ann', 'key-2', REQUEST)],
    ['another root of trust', hashesOf(createSecretKey(randomBytes(32)), 'ann', 'key-1', REQUEST)],
    // Joined without a separator, these two would be equal.
    ['a caller and a key that run into each other', hashesOf(KEY, 'an', 'nkey-1', REQUEST)],
  ])('have another id for %s [R88]', (_, other) => {
    expect(other.id).not.toBe(kept.id);
  });

  it.each([
    ['another route', { ...REQUEST, route: 'POST /users' }],
    ['another value', { ...REQUEST, body: { ...REQUEST.body, value: 'hunter3' } }],
    ['another order of a list', { ...REQUEST, body: { ...REQUEST.body, tags: ['b', 'a'] } }],
    ['one field less', { ...REQUEST, body: { path: 'prod/db', value: 'hunter2' } }],
  ])('have another request hash for %s', (_, request) => {
    const other = hashesOf(KEY, 'ann', 'key-1', request);
    expect(other.id).toBe(kept.id);
    expect(other.requestHash).not.toBe(kept.requestHash);
  });

  it('are equal for the same body in another order, and with an undefined field', () => {
    const body = { tags: ['a', 'b'], value: 'hunter2', description: undefined, path: 'prod/db' };
    expect(hashesOf(KEY, 'ann', 'key-1', { ...REQUEST, body })).toEqual(kept);
  });

  it('sort at every depth, and treat a field named __proto__ like any other', () => {
    expect(canonicalJson({ b: [{ d: 1, c: null }], a: 'x' })).toBe('{"a":"x","b":[{"c":null,"d":1}]}');
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"z":2,"a":3}}'))).toBe('{"__proto__":{"a":3,"z":2},"b":1}');
  });

  it('have 256 bits each and no part of the request', () => {
    expect(Object.values(kept).map((hash) => Buffer.from(hash, 'base64url').length)).toEqual([32, 32, 32]);
  });
});
