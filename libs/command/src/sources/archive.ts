import { buffer } from 'node:stream/consumers';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { CommandFailed, failed } from '../failure.js';
import { MOST_ENTRIES, MOST_FILE_BYTES } from './source-entry.js';

/** JSON with many equal names is packed 20 or 30 to 1. What is packed tighter is made to fill a memory. */
const TIGHTEST = 200;
const FREE_BYTES = 1_048_576;

/**
 * One file of a ZIP archive as text. Nothing else of the archive is unpacked, and nothing is written. The sizes of the entry are
 * judged before it is opened, and yauzl ends an entry that is longer than it says.
 */
export async function textInArchive(path: string, wanted: string): Promise<string> {
  try {
    const archive = await openPromise(path, { autoClose: false });
    try {
      const stream = await archive.openReadStreamPromise(await entryOf(archive, wanted));
      return new TextDecoder('utf-8', { fatal: true }).decode(await buffer(stream));
    } finally {
      archive.close();
    }
  } catch (error) {
    if (error instanceof CommandFailed) throw error;
    throw failed(`FILE is no whole archive with a readable ${wanted}.`);
  }
}

async function entryOf(archive: ZipFile, wanted: string): Promise<Entry> {
  if (archive.entryCount > MOST_ENTRIES) throw failed(`FILE has more than ${MOST_ENTRIES} files.`);
  const found: Entry[] = [];
  // All names are read, so that a name that leads out of the archive, or a second file of this name, is refused.
  for await (const entry of archive.eachEntry()) if (entry.fileName === wanted) found.push(entry);
  const [entry, ...more] = found;
  if (entry === undefined || more.length > 0) throw failed(`FILE must have one ${wanted}, and has ${found.length}.`);
  if (entry.isEncrypted()) throw failed(`The ${wanted} of FILE is encrypted.`);
  const { compressedSize: packed, uncompressedSize: bytes } = entry;
  if (bytes > MOST_FILE_BYTES) throw failed(`The ${wanted} of FILE has more than 16 MiB.`);
  if (bytes > FREE_BYTES && bytes > packed * TIGHTEST)
    throw failed(`The ${wanted} of FILE is packed too tightly to be an export.`);
  return entry;
}
