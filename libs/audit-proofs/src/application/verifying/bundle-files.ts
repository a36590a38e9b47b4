import { BundleError } from '../../domain/bundle/bundle-error.js';

/** No file of a bundle is longer: 256 records of at most 65,535 bytes (C2SP tlog-tiles), each after 2 bytes. */
export const MOST_FILE_BYTES = 256 * 65_537;
/** More files than the bundle of 250 million records has. */
export const MOST_FILES = 4_000_000;

/** The files of a bundle, which may be hostile. Reads are synchronous: nothing else runs in a verifier. */
export abstract class BundleFiles {
  /** The paths of all files, plain ASCII and relative. */
  abstract paths(): IterableIterator<string>;

  /** The bytes of a file; null if there is none. BundleError if it has more than {@link MOST_FILE_BYTES}. */
  abstract read(path: string): Buffer | null;

  abstract close(): void;
}

export function requireShort(path: string, size: number): void {
  if (size > MOST_FILE_BYTES) throw new BundleError(`${path} is longer than any file of a bundle.`);
}

export function requireRoom(files: number): void {
  if (files > MOST_FILES) throw new BundleError('It has more files than any bundle.');
}
