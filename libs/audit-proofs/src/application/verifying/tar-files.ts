import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { BundleError } from '../../domain/bundle/bundle-error.js';
import { INCOMPLETE_FILE } from '../../domain/bundle/bundle-paths.js';
import { BLOCK_BYTES, paddingOf, parseTarHeader } from '../../domain/bundle/ustar.js';
import { BundleFiles, requireShort } from './bundle-files.js';

/** Other programs fill a tar up with zeros, 10 KiB usually. More than this is refused. */
const MOST_ZEROS = 1_048_576;

/** Bytes that are read in parts. */
export interface ByteSource {
  readonly size: number;
  /** The bytes from `at` on, at most `length`. */
  read(at: number, length: number): Buffer;
  close(): void;
}

interface Place {
  readonly at: number;
  readonly size: number;
}

/** A bundle in one tar. Opening it reads the headers alone, and keeps the place of each file. */
export class TarFiles extends BundleFiles {
  private readonly places = new Map<string, Place>();

  private constructor(private readonly source: ByteSource) {
    super();
  }

  /** BundleError if it is no tar, is damaged or incomplete, or has anything but plain files, each once. */
  static open(source: ByteSource): TarFiles {
    const tar = new TarFiles(source);
    try {
      tar.index();
      return tar;
    } catch (error) {
      tar.close();
      throw error;
    }
  }

  paths(): IterableIterator<string> {
    return this.places.keys();
  }

  read(path: string): Buffer | null {
    const place = this.places.get(path);
    return place === undefined ? null : this.bytes(place.at, place.size);
  }

  close(): void {
    this.source.close();
  }

  private index(): void {
    for (let [at, padding] = [0, 0]; ; ) {
      const block = this.bytes(at, padding + BLOCK_BYTES);
      requireZeros(block.subarray(0, padding));
      const start = at + padding + BLOCK_BYTES;
      const member = parseTarHeader(block.subarray(padding));
      if (member === null) {
        this.requireEnd(start);
        return;
      }
      this.count(member.path);
      requireShort(member.path, member.size);
      if (member.kind === 'file') this.add(member.path, { at: start, size: member.size });
      // Nothing comes after this file, and no bundle with it verifies. A folder of its name is a folder like others.
      if (this.places.has(INCOMPLETE_FILE)) return;
      at = start + member.size;
      padding = paddingOf(member.size);
    }
  }

  private add(path: string, place: Place): void {
    if (this.places.has(path)) throw new BundleError(`The tar has ${path} twice.`);
    this.places.set(path, place);
  }

  /** After the first block of zeros: at least one more, and nothing else. */
  private requireEnd(from: number): void {
    const rest = Math.max(this.source.size - from, BLOCK_BYTES);
    if (rest > MOST_ZEROS) throw new BundleError('The tar goes on after its end.');
    requireZeros(this.bytes(from, rest));
  }

  private bytes(at: number, length: number): Buffer {
    const bytes = this.source.read(at, length);
    if (bytes.length < length) throw new BundleError('The tar ends too early: it is not complete.');
    return bytes;
  }
}

/** A file as a source. */
export function fileSource(path: string): ByteSource {
  const file = openSync(path, 'r');
  return {
    size: fstatSync(file).size,
    read: (at, length) => {
      const bytes = Buffer.allocUnsafe(length);
      let end = 0;
      for (let more = -1; more !== 0 && end < length; end += more)
        more = readSync(file, bytes, end, length - end, at + end);
      return bytes.subarray(0, end);
    },
    close: () => closeSync(file),
  };
}

/** Bytes in memory as a source. */
export function memorySource(bytes: Buffer): ByteSource {
  return { size: bytes.length, read: (at, length) => bytes.subarray(at, at + length), close: () => {} };
}

function requireZeros(bytes: Buffer): void {
  if (bytes.some((byte) => byte !== 0)) throw new BundleError('The tar is damaged between its files.');
}
