import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { BundleError } from '../../domain/bundle/bundle-error.js';
import { BLOCK_BYTES, paddingOf, parseTarHeader } from '../../domain/bundle/ustar.js';
import { BundleFiles, requireRoom, requireShort } from './bundle-files.js';

/** Other programs fill a tar up with zeros, 10 KiB usually. More than this is refused. */
const MOST_ZEROS = 1_048_576;

interface Place {
  readonly at: number;
  readonly size: number;
}

/** A bundle in one tar. Opening it reads the headers alone, and keeps the place of each file. */
export class TarFiles extends BundleFiles {
  private readonly places = new Map<string, Place>();

  private constructor(private readonly file: number) {
    super();
  }

  /** BundleError if it is no tar, is damaged or incomplete, or has anything but plain files, each once. */
  static open(path: string): TarFiles {
    const tar = new TarFiles(openSync(path, 'r'));
    try {
      tar.index(fstatSync(tar.file).size);
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
    closeSync(this.file);
  }

  private index(end: number): void {
    for (let [at, padding] = [0, 0]; ; ) {
      const block = this.bytes(at, padding + BLOCK_BYTES);
      requireZeros(block.subarray(0, padding));
      const start = at + padding + BLOCK_BYTES;
      const member = parseTarHeader(block.subarray(padding));
      if (member === null) {
        this.requireEnd(start, end);
        return;
      }
      requireShort(member.path, member.size);
      if (member.kind === 'file') this.add(member.path, { at: start, size: member.size });
      at = start + member.size;
      padding = paddingOf(member.size);
    }
  }

  private add(path: string, place: Place): void {
    if (this.places.has(path)) throw new BundleError(`The tar has ${path} twice.`);
    requireRoom(this.places.size + 1);
    this.places.set(path, place);
  }

  /** After the first block of zeros: at least one more, and nothing else. */
  private requireEnd(from: number, end: number): void {
    if (end - from > MOST_ZEROS) throw new BundleError('The tar goes on after its end.');
    requireZeros(this.bytes(from, Math.max(end - from, BLOCK_BYTES)));
  }

  private bytes(at: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    for (let read = 0; read < length; ) {
      const more = readSync(this.file, bytes, read, length - read, at + read);
      if (more === 0) throw new BundleError('The tar ends too early: it is not complete.');
      read += more;
    }
    return bytes;
  }
}

function requireZeros(bytes: Buffer): void {
  if (bytes.some((byte) => byte !== 0)) throw new BundleError('The tar is damaged between its files.');
}
