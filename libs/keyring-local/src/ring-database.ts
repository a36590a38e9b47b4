import { DatabaseSync } from 'node:sqlite';
import { OutcomeUnknown, PartUnavailable, StartError } from '#kernel';
import { KeyringInUse } from '#keys';
import { RingFile } from './ring-file.js';

/** `SCHEMAS[n]` leads from schema version `n` to `n + 1`. Append only: keyrings of each version exist. */
const SCHEMAS: readonly string[] = [
  `CREATE TABLE rings (
    ring TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    shredded INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE wraps (
    ring TEXT NOT NULL REFERENCES rings (ring),
    version INTEGER NOT NULL,
    wrapped_under INTEGER NOT NULL,
    wrap BLOB NOT NULL,
    PRIMARY KEY (ring, version)
  ) STRICT, WITHOUT ROWID;`,
  // bound_to: the id of a store, or a mark. stale: whether pages may still hold deleted wraps, as those of version 1 may.
  `CREATE TABLE keyring (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    bound_to TEXT,
    stale INTEGER NOT NULL
  ) STRICT;
  INSERT INTO keyring (id, bound_to, stale) VALUES (1, NULL, 1);`,
];

/** Another connection holds the lock. Extended codes have this as their low byte (sqlite.org/rescode.html). */
const SQLITE_BUSY = 5;

/**
 * `keyring.db`, the database of the wrapped ring keys. One process holds it exclusively as long as it lives.
 *
 * `secure_delete` clears a deleted wrap where it lies, but not the copies that stay in a page when SQLite moves rows to
 * another one. So after a wrap was deleted the whole file is written anew, and looked through.
 */
export class RingDatabase {
  private connection: DatabaseSync | null;
  private readonly file: RingFile;
  /** Wraps that were deleted since the last rewrite. */
  private deleted: Uint8Array[] = [];

  constructor(private readonly path: string) {
    this.file = new RingFile(path);
    this.file.make();
    this.connection = connect(path);
    this.file.open();
    try {
      this.rewrite();
    } catch (error) {
      this.close();
      throw new StartError('KEYRING_DIR: keyring.db cannot be written.', { cause: error });
    }
  }

  /** Runs `work` without a transaction. PartUnavailable if the database cannot be read. */
  read<T>(work: (database: DatabaseSync) => T): T {
    try {
      return work(this.open());
    } catch (error) {
      this.abandon();
      throw new PartUnavailable('keyring', error);
    }
  }

  /**
   * Runs `work` in one transaction, which is on disk when this returns. PartUnavailable if nothing was changed.
   * OutcomeUnknown if the commit itself failed: the next call opens the database again, and SQLite recovers the file.
   */
  write<T>(work: (database: DatabaseSync) => T): T {
    const { database, result } = this.read((database) => {
      database.exec('BEGIN IMMEDIATE');
      return { database, result: work(database) };
    });
    try {
      database.exec('COMMIT');
    } catch (error) {
      this.abandon();
      throw new OutcomeUnknown(error);
    }
    return result;
  }

  /**
   * The same for work that deletes or replaces the wraps that it returns. They may be in the file until {@link rewrite}; a
   * mark in the same transaction makes the next start rewrite the file after a crash.
   */
  erase(work: (database: DatabaseSync) => readonly Uint8Array[]): void {
    const erased = this.write((database) => {
      const wraps = work(database);
      if (wraps.length > 0) database.exec('UPDATE keyring SET stale = 1');
      return wraps;
    });
    this.deleted.push(...erased);
  }

  /**
   * Writes the whole file anew unless nothing was deleted since the last time, and looks whether a piece of a deleted wrap
   * is left in it or in its journal. PartUnavailable if it cannot be written, or if something is left: call it again.
   */
  rewrite(): void {
    this.read((database) => {
      if (database.prepare('SELECT stale FROM keyring').get()?.stale === 0) return;
      database.exec('VACUUM');
      if (this.file.holdsAny(this.deleted)) throw new Error('keyring.db still holds a deleted wrap');
      database.exec('UPDATE keyring SET stale = 0');
      this.deleted = [];
    });
  }

  close(): void {
    this.abandon();
    this.file.close();
  }

  private open(): DatabaseSync {
    this.connection ??= connect(this.path);
    return this.connection;
  }

  /** Closes the connection, which rolls back an open transaction. */
  private abandon(): void {
    const connection = this.connection;
    this.connection = null;
    try {
      connection?.close();
    } catch {
      // A connection that cannot be closed is abandoned all the same.
    }
  }
}

function connect(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('PRAGMA journal_mode = TRUNCATE');
    database.exec('PRAGMA synchronous = FULL');
    database.exec('PRAGMA secure_delete = ON');
    // A rewrite builds the new file first: it must leave no second file of wraps behind.
    database.exec('PRAGMA temp_store = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
    const version = database.prepare('PRAGMA user_version').get()?.user_version;
    if (Number(version) > SCHEMAS.length) throw new StartError('KEYRING_DIR: keyring.db is of a newer Coffer.');
    const missing = SCHEMAS.slice(Number(version));
    for (const schema of missing) database.exec(schema);
    if (missing.length > 0) database.exec(`PRAGMA user_version = ${SCHEMAS.length}`);
    database.exec('COMMIT');
    return database;
  } catch (error) {
    database.close();
    throw refusal(error);
  }
}

function refusal(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return error;
  if (Number(error.errcode) % 256 === SQLITE_BUSY) {
    return new KeyringInUse('KEYRING_DIR: another process uses this keyring: stop it first.');
  }
  const reason = 'message' in error ? String(error.message) : 'no reason given';
  return new StartError(`KEYRING_DIR: keyring.db cannot be used (${reason}).`);
}
