import { closeSync, openSync } from 'node:fs';
import { type Clock, StartError, type Tell } from '#kernel';
import { ReadThread, type ReadThreadOptions } from './read-thread.js';
import { Reader } from './reader.js';
import type { FreeBytes } from './room/ballast.js';
import { Disk } from './room/disk.js';
import { openingFailure, StoreFailures } from './store-failures.js';
import { Writer, type WriterOptions } from './writer.js';

export interface DatabaseOptions {
  /** Path of the database file. Its folder must exist. SQLite keeps `-wal` and `-shm` files beside it. */
  readonly file: string;
  /** Receives failures that a caller only sees as a 503. Never contains values. */
  readonly onWarn?: (message: string) => void;
  /** Told of a migration of an older store, before it begins and when it is done. */
  readonly tell?: Tell;
  /** Ends the wait for a writer that does not answer, and the memory of who published a document. */
  readonly clock: Clock;
  /** For tests: the free bytes of the disk. */
  readonly freeBytes?: FreeBytes;
  /** For tests: starts the writer thread. */
  readonly startWorker?: WriterOptions['startWorker'];
  /** For tests: starts the thread of long reads. */
  readonly startReader?: ReadThreadOptions['startWorker'];
}

/** The embedded database: a thread that writes, a connection of the calling thread, and a thread for long reads. */
export interface Database {
  /** For reads of a few rows. */
  readonly reader: Reader;
  /** For reads of many rows. */
  readonly longReads: ReadThread;
  readonly writer: Writer;
  readonly disk: Disk;
  readonly failures: StoreFailures;
  readonly clock: Clock;
}

/** Opens the file, and creates it (0600) if it is missing. Throws StartError with one line. */
export async function openDatabase(options: DatabaseOptions, migrations: readonly string[]): Promise<Database> {
  const { file, onWarn: log = () => {}, clock, tell, startWorker, startReader } = options;
  const disk = new Disk(file, options.freeBytes);
  disk.makeRoom();
  // SQLite gives the files beside it the same mode.
  makeFile(file);
  const failures = new StoreFailures(log, clock);
  const onWarn = failures.warn;
  const writer = await Writer.open({ file, migrations, onWarn, tell, clock, startWorker });
  const longReads = new ReadThread({ file, onWarn, clock, startWorker: startReader });
  return { reader: new Reader(file, onWarn, clock), longReads, writer, disk, failures, clock };
}

function makeFile(file: string): void {
  try {
    closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    throw new StartError(openingFailure(String((error as NodeJS.ErrnoException).code ?? 'it cannot be written')));
  }
}
