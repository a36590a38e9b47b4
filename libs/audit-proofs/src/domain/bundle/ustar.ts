import { BundleError } from './bundle-error.js';

/** A tar is a sequence of blocks (POSIX.1-2017, pax, "ustar Interchange Format"). */
export const BLOCK_BYTES = 512;

/** The end of a tar: at least two blocks of zeros. */
export const END_OF_TAR: Buffer = Buffer.alloc(2 * BLOCK_BYTES);

const NO_MEMBER = Buffer.alloc(BLOCK_BYTES);
const NAME_BYTES = 100;
/** Eleven octal digits. */
const MAX_SIZE = 8 ** 11 - 1;
const CHECKSUM = { at: 148, end: 156 } as const;

/** A member of a tar. */
export interface TarMember {
  readonly path: string;
  readonly kind: 'file' | 'folder';
  /** In bytes, without the padding. */
  readonly size: number;
}

/**
 * A file with its header and padding. `at`: its time, in milliseconds since 1970. RangeError if the path has more than
 * 100 bytes or the file more than 8 GiB.
 */
export function tarFile(path: string, bytes: Buffer, at: number): Buffer {
  if (Buffer.byteLength(path) > NAME_BYTES || bytes.length > MAX_SIZE) throw new RangeError('too long for a tar');
  const header = Buffer.alloc(BLOCK_BYTES);
  header.write(path, 0);
  header.write('0000644\u00000000000\u00000000000\u0000', 100);
  header.write(`${octal(bytes.length)}\u0000${octal(Math.floor(at / 1_000))}\u0000`, 124);
  header.write('        0', CHECKSUM.at);
  header.write('ustar\u000000', 257);
  header.write(`${checksum(header).toString(8).padStart(6, '0')}\u0000 `, CHECKSUM.at);
  return Buffer.concat([header, bytes, Buffer.alloc(paddingOf(bytes.length))]);
}

/** The zeros after a file of that size. */
export function paddingOf(size: number): number {
  return (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES;
}

/**
 * Reads a header. Null: the block is all zeros. BundleError unless it is the header of a file or of a folder, with a sum
 * that is right, and a relative path. Links, devices, sparse files and extended headers are refused.
 */
export function parseTarHeader(block: Buffer): TarMember | null {
  if (block.equals(NO_MEMBER)) return null;
  const sum = /^([0-7]{6})\0 $/.exec(block.toString('latin1', CHECKSUM.at, CHECKSUM.end))?.[1];
  if (
    sum === undefined ||
    Number.parseInt(sum, 8) !== checksum(block) ||
    block.toString('latin1', 257, 262) !== 'ustar'
  )
    throw new BundleError('The file is no tar, or its headers are damaged.');
  const kind = KINDS[block.toString('latin1', 156, 157)];
  const size = /^[0-7]{11}[\0 ]$/.exec(block.toString('latin1', 124, 136))?.[0];
  const path = pathOf(block);
  if (kind === undefined || size === undefined || path === null)
    throw new BundleError('The tar has something else than plain files: a link, or an extended header.');
  return { path, kind, size: kind === 'file' ? Number.parseInt(size, 8) : 0 };
}

const KINDS: Readonly<Record<string, TarMember['kind']>> = { '0': 'file', '\u0000': 'file', '5': 'folder' };

/** Without `./` in front, which other programs write. Null: not plain ASCII, absolute, or with an empty, `.` or `..` part. */
function pathOf(block: Buffer): string | null {
  const [name, prefix] = [textAt(block, 0, NAME_BYTES), textAt(block, 345, 500)];
  const path = (prefix === '' ? name : `${prefix}/${name}`).replace(/^\.\//, '').replace(/\/$/, '');
  if (path === '' || path === '.') return '.';
  const isPlain = /^[\x21-\x7e]+$/.test(path) && path.split('/').every((part) => !['', '.', '..'].includes(part));
  return isPlain ? path : null;
}

function textAt(block: Buffer, from: number, to: number): string {
  const text = block.toString('latin1', from, to);
  const end = text.indexOf('\u0000');
  return end < 0 ? text : text.slice(0, end);
}

/** The sum of all bytes, those of the sum itself counted as spaces. */
function checksum(block: Buffer): number {
  let sum = (CHECKSUM.end - CHECKSUM.at) * 0x20;
  for (let at = 0; at < CHECKSUM.at; at++) sum += block[at] ?? 0;
  for (let at = CHECKSUM.end; at < BLOCK_BYTES; at++) sum += block[at] ?? 0;
  return sum;
}

function octal(value: number): string {
  return value.toString(8).padStart(11, '0');
}
