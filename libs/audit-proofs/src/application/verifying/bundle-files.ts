import { BundleError } from '../../domain/bundle/bundle-error.js';

/** No file of a bundle is longer: 256 records of at most 65,535 bytes (C2SP tlog-tiles), each after 2 bytes. */
export const MOST_FILE_BYTES = 256 * 65_537;
/** Members of a bundle: 4 files for 256 records, so some 60 million records. An index of them takes some 150 MB. */
export const MOST_MEMBERS = 1_000_000;
/** The names of all members together. Those of the largest bundle have 26 bytes on average. */
export const MOST_NAME_BYTES = 32 * 1_048_576;

/** The files of a bundle, which may be hostile. Reads are synchronous: nothing else runs in a verifier. */
export abstract class BundleFiles {
  private members = 0;
  private nameBytes = 0;

  /** The paths of all files, plain ASCII and relative. */
  abstract paths(): IterableIterator<string>;

  /** The bytes of a file; null if there is none. BundleError if it has more than {@link MOST_FILE_BYTES}. */
  abstract read(path: string): Buffer | null;

  abstract close(): void;

  /** Counts a file or a folder, before it is kept. BundleError if there are too many, or their names are too long. */
  protected count(path: string): void {
    this.members++;
    this.nameBytes += path.length;
    if (this.members > MOST_MEMBERS || this.nameBytes > MOST_NAME_BYTES)
      throw new BundleError('It has more files than a verifier takes: get the records in several bundles.');
  }
}

export function requireShort(path: string, size: number): void {
  if (size > MOST_FILE_BYTES) throw new BundleError(`${path} is longer than any file of a bundle.`);
}
