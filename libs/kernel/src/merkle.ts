import { hash } from 'node:crypto';

/** The length of every hash of the tree over the audit: SHA-256. */
export const HASH_BYTES = 32;

const LEAF_PREFIX = Buffer.of(0x00);
const NODE_PREFIX = Buffer.of(0x01);

/** The hash of a leaf: SHA-256 of 0x00 and the leaf's bytes (RFC 9162, section 2.1.1). A text is taken as UTF-8. */
export function leafHash(leaf: string | Uint8Array): Buffer {
  // The character U+0000 is the byte 0 in UTF-8.
  return hash('sha256', typeof leaf === 'string' ? `\u0000${leaf}` : Buffer.concat([LEAF_PREFIX, leaf]), 'buffer');
}

/** The hash of a node: SHA-256 of 0x01 and the hashes of its two children (RFC 9162, section 2.1.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([NODE_PREFIX, left, right]), 'buffer');
}

/** The longest entry of a log in tiles (C2SP tlog-tiles), after the prefix of a leaf, which stands here for ever. */
const leafInput = Buffer.alloc(1 + 65_535);
const nodeInput = Buffer.concat([NODE_PREFIX, Buffer.alloc(2 * HASH_BYTES)]);

/** Whether {@link leafHash} of these bytes is `expected`. It makes no buffer, which would take more time than the hash. */
export function isLeafHash(leaf: Uint8Array, expected: Buffer): boolean {
  const input = leaf.length < leafInput.length ? leafInput.subarray(0, 1 + leaf.length) : Buffer.alloc(1 + leaf.length);
  input.set(leaf, LEAF_PREFIX.length);
  return hash('sha256', input, 'binary') === expected.toString('latin1');
}

/**
 * The root of a complete subtree over its hashes, whose number is a power of two: {@link nodeHash} of each two neighbours, until
 * one hash is left. RangeError for another number of bytes.
 */
export function rootOfHashes(hashes: Uint8Array): Buffer {
  const count = hashes.length / HASH_BYTES;
  if (count < 1 || !Number.isInteger(Math.log2(count)))
    throw new RangeError('a complete subtree has 1, 2, 4, ... hashes');
  const level = Buffer.from(hashes);
  for (let width = count; width > 1; width /= 2) {
    for (let at = 0; at < width; at += 2) {
      nodeInput.set(level.subarray(at * HASH_BYTES, (at + 2) * HASH_BYTES), NODE_PREFIX.length);
      level.write(hash('sha256', nodeInput, 'binary'), (at / 2) * HASH_BYTES, 'latin1');
    }
  }
  return Buffer.from(level.subarray(0, HASH_BYTES));
}
