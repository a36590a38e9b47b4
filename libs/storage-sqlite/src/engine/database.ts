import { closeSync, openSync } from 'node:fs';
import { type Clock, SystemClock } from '#kernel';
import { Reader } from './reader.js';
import { Writer, type WriterOptions } from './writer.js';

export interface DatabaseOptions {
  /** Path of the database file; its folder exists. SQLite keeps `-wal` and `-shm` files beside it. */
  readonly file: string;
  /** Told of failures that a caller sees only as a 503; never of values. */
  readonly onWarn?: (message: string) => void;
  /** Ages the memory of who published a document. */
  readonly clock?: Clock;
  /** For tests: how the writer thread is started. */
  readonly startWorker?: WriterOptions['startWorker'];
}

/** The embedded database: one thread that writes, and a connection of this thread that reads. */
export interface Database {
  readonly reader: Reader;
  readonly writer: Writer;
  readonly clock: Clock;
}

/** Opens the file, which is made (0600) if it is not there. Throws StartError with one line. */
export async function openDatabase(options: DatabaseOptions, migrations: readonly string[]): Promise<Database> {
  const { file, onWarn = () => {}, clock = new SystemClock(), startWorker } = options;
  // SQLite gives the files beside it the mode of this one.
  closeSync(openSync(file, 'a', 0o600));
  const writer = await Writer.open({ file, migrations, onWarn, startWorker });
  return { reader: new Reader(file, onWarn), writer, clock };
}
