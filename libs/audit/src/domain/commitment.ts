import { hash, timingSafeEqual } from 'node:crypto';
import { pooledRandom } from '#kernel';
import type { CommittedField, Disclosure, Leaf } from './record.js';

const SALT_BYTES = 16;
/** Enough for a value of 256 UTF-16 units (at most 3 bytes of UTF-8 each), its salt, its field name and the lengths. */
const SCRATCH_BYTES = 1_024;
/** Enough for the field name and the three lengths. */
const BESIDE_VALUE_BYTES = 128;
const LENGTH_BYTES = 4;

const scratch = Buffer.alloc(SCRATCH_BYTES);

/**
 * Gives a value a fresh random salt of 16 bytes. Without the salt, a commitment to one of few possible values (an
 * address, a username) could be opened by trying them all.
 */
export function disclose(value: string): Disclosure {
  return { salt: pooledRandom(SALT_BYTES, 'base64url'), value };
}

/**
 * The commitment to a value: base64url of SHA-256 over the salt's bytes, the field name and the value. The texts are in
 * UTF-8. Before each of the three stands its length in 4 bytes, big endian. So different inputs never look the same.
 */
export function commitmentOf(field: CommittedField, disclosure: Disclosure): string {
  const most = disclosure.value.length * 3 + disclosure.salt.length + BESIDE_VALUE_BYTES;
  const input = most > SCRATCH_BYTES ? Buffer.alloc(most) : scratch;
  let end = put(input, 0, disclosure.salt, 'base64url');
  end = put(input, end, field, 'utf8');
  end = put(input, end, disclosure.value, 'utf8');
  return hash('sha256', input.subarray(0, end), 'base64url');
}

/** Whether `leaf` commits to `disclosure` as `field`. False also if the leaf has no commitment for the field. */
export function verifyDisclosure(leaf: Leaf, field: CommittedField, disclosure: Disclosure): boolean {
  const expected = leaf.commitments[field];
  if (expected === undefined) return false;
  const actual = Buffer.from(commitmentOf(field, disclosure));
  const wanted = Buffer.from(expected);
  return actual.length === wanted.length && timingSafeEqual(actual, wanted);
}

function put(target: Buffer, at: number, text: string, encoding: 'utf8' | 'base64url'): number {
  const length = target.write(text, at + LENGTH_BYTES, encoding);
  target.writeUInt32BE(length, at);
  return at + LENGTH_BYTES + length;
}
