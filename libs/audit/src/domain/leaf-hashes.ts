import { HASH_BYTES, leafHash } from '#kernel';
import type { StoredRecord } from './record.js';

/** The hashes of the leaves of `records`, 32 bytes each, in their order (RFC 9162, section 2.1.1). */
export function leafHashesOf(records: readonly Pick<StoredRecord, 'leaf'>[]): Buffer {
  const hashes = Buffer.allocUnsafeSlow(records.length * HASH_BYTES);
  records.forEach(({ leaf }, index) => {
    leafHash(leaf).copy(hashes, index * HASH_BYTES);
  });
  return hashes;
}
