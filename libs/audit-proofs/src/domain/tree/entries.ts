import { TILE_WIDTH } from './tiles.js';

const LENGTH_BYTES = 2;

/** The most bytes of one entry: its length is a u16 (C2SP tlog-tiles). */
export const MAX_ENTRY_BYTES = 65_535;

/** The bytes are not those of an entry bundle. The message says why. */
export class EntriesError extends Error {
  override readonly name = 'EntriesError';
}

/**
 * An entry bundle: each leaf after its length, a big-endian u16 (C2SP tlog-tiles). A text is taken as UTF-8.
 *
 * Errors: RangeError if they are not 1 to 256 leaves, or one has more than 65,535 bytes.
 */
export function encodeEntries(leaves: readonly (string | Uint8Array)[]): Buffer {
  if (leaves.length < 1 || leaves.length > TILE_WIDTH) throw new RangeError('an entry bundle has 1 to 256 entries');
  return Buffer.concat(leaves.map((leaf) => (typeof leaf === 'string' ? Buffer.from(leaf) : leaf)).flatMap(withLength));
}

/** The leaves of an entry bundle, 1 to 256 views on its bytes. EntriesError if the bytes are not exactly such a bundle. */
export function decodeEntries(bytes: Uint8Array): Buffer[] {
  const bundle = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const leaves: Buffer[] = [];
  for (let at = 0; at < bundle.length; ) {
    if (leaves.length === TILE_WIDTH) throw new EntriesError('the entry bundle has more than 256 entries');
    if (bundle.length - at < LENGTH_BYTES) throw new EntriesError('the entry bundle ends within a length');
    const start = at + LENGTH_BYTES;
    at = start + bundle.readUInt16BE(at);
    if (at > bundle.length) throw new EntriesError('the entry bundle ends within an entry');
    leaves.push(bundle.subarray(start, at));
  }
  if (leaves.length === 0) throw new EntriesError('the entry bundle is empty');
  return leaves;
}

function withLength(leaf: Uint8Array): Uint8Array[] {
  if (leaf.length > MAX_ENTRY_BYTES) throw new RangeError('an entry has at most 65,535 bytes');
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt16BE(leaf.length);
  return [length, leaf];
}
