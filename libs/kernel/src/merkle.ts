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
