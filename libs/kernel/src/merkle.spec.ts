import { hash, randomBytes } from 'node:crypto';
import { HASH_BYTES, isLeafHash, leafHash, nodeHash, rootOfHashes } from './merkle.js';

describe('the hashes of the tree over the audit', () => {
  it('are not those of another leaf, of a prefix, or of the bytes alone', () => {
    const leaf = Buffer.from('a record');
    const others = [Buffer.from('another'), leaf.subarray(0, 4), Buffer.concat([leaf, leaf]), Buffer.alloc(0)];
    for (const other of others) expect(isLeafHash(other, leafHash(leaf))).toBe(false);
    expect(isLeafHash(leaf, hash('sha256', leaf, 'buffer'))).toBe(false);
    expect(isLeafHash(leaf, leafHash(leaf).subarray(0, HASH_BYTES - 1))).toBe(false);
  });

  it.each([0, 1, 600, 65_535, 65_536, 100_000])('are those of a leaf of %i bytes', (length) => {
    const leaf = randomBytes(length);
    expect(isLeafHash(leaf, leafHash(leaf))).toBe(true);
  });

  it.each([0, 1, 16, 31, 3 * HASH_BYTES, 6 * HASH_BYTES])('have no root over %i bytes', (length) => {
    expect(() => rootOfHashes(Buffer.alloc(length))).toThrow(RangeError);
  });

  it('have the root of the nodes over each two of them, and stay as they are', () => {
    const [a, b, c, d] = [randomBytes(HASH_BYTES), randomBytes(HASH_BYTES), leafHash('c'), leafHash('d')];
    const all = Buffer.concat([a, b, c, d]);
    const before = Buffer.from(all);
    expect(rootOfHashes(all)).toEqual(nodeHash(nodeHash(a, b), nodeHash(c, d)));
    expect(rootOfHashes(a)).toEqual(a);
    expect(all).toEqual(before);
  });
});
