import { closeSync, existsSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { MessagePort, Worker } from 'node:worker_threads';
import {
  type Clock,
  engineBound,
  JobThreads,
  OutcomeUnknown,
  PartUnavailable,
  StartError,
  startWorkerFile,
  syncFolder,
} from '#kernel';
import { KeyringInUse } from '#keys';
import type { Answer, JobKind, Refused, SqlRow, SqlValue, Step, ThreadData } from './keyring-protocol.js';
import { SCHEMAS } from './schemas.js';

/** Every call is answered within 2 s [R89]. The remaining 200 ms are for the way back. */
const ANSWER_WITHIN_MS = 1_800;

/** How a write ended. `stopped`: undone, because a step that had to change something did not. */
export type Written = 'stopped' | readonly number[];

export interface RingDatabaseOptions {
  readonly path: string;
  readonly clock: Clock;
  /** For tests, which hold or end the thread: starts it. */
  readonly startWorker?: (data: ThreadData<MessagePort>) => Worker;
}

/**
 * `keyring.db`, the database of the wrapped ring keys. One process holds it exclusively as long as it lives. A thread owns
 * it, so that a slow disk stalls no request that needs no keyring. It does the calls in the order in which they are made.
 *
 * `secure_delete` clears a deleted wrap where it lies, but not the copies that stay in a page when SQLite moves rows to
 * another one. So after a wrap was deleted the whole file is written anew, and looked through. The thread does so by
 * itself before it keeps more than about 10,000 deleted wraps in memory, as after a rotation of the master key.
 */
export class RingDatabase {
  private readonly threads: JobThreads<JobKind, Answer, Answer>;

  private constructor({ path, clock, startWorker = startThread }: RingDatabaseOptions) {
    makeFile(path);
    this.threads = new JobThreads({
      part: 'keyring',
      start: (port, { memory, states }) => startWorker({ file: path, schemas: SCHEMAS, slots: memory, states, port }),
      clock,
      answerWithinMs: engineBound(ANSWER_WITHIN_MS),
      resultOf: landed,
      refusal: (message) => refusalOf(message as Refused),
      died: () => {},
    });
  }

  /** Opens the file, and makes it if it is missing. StartError, with one line, if it cannot be used. */
  static async open(options: RingDatabaseOptions): Promise<RingDatabase> {
    const database = new RingDatabase(options);
    await database.threads.ready;
    return database;
  }

  /** The rows of a query. PartUnavailable if the database cannot be read. */
  async read(sql: string, ...params: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    return (await this.threads.ask({ kind: 'read', step: { sql, params } })).rows ?? [];
  }

  /**
   * Runs the steps in one transaction, which is on disk when this resolves: to the number of rows that each step changed.
   * PartUnavailable if nothing was changed. OutcomeUnknown if the answer was lost, or if the commit itself failed.
   */
  async write(steps: readonly Step[]): Promise<Written> {
    const { outcome, changes = [] } = await this.threads.run({ kind: 'write', steps });
    return outcome === 'stopped' ? 'stopped' : changes;
  }

  /**
   * Writes the whole file anew unless nothing was deleted since the last time, and looks whether a piece of a deleted wrap
   * is left in it or in its journal. PartUnavailable if it cannot be written in time, or if something is left: the next
   * call tries again, and so does the next start. Of 100,000 rings the file has 16 MB. If a slow disk needs longer than a
   * caller waits, the thread goes on: a call behind it is refused, and the next one finds the file written.
   */
  async rewrite(): Promise<void> {
    await this.threads.ask({ kind: 'rewrite' });
  }

  close(): Promise<void> {
    return this.threads.close();
  }
}

/** Makes the file, because SQLite would make it readable by others. */
function makeFile(path: string): void {
  if (existsSync(path)) return;
  closeSync(openSync(path, 'wx', 0o600));
  syncFolder(dirname(path));
}

function startThread(data: ThreadData<MessagePort>): Worker {
  return startWorkerFile(import.meta.url, 'keyring', data);
}

function landed(answer: Answer): Answer {
  const cause = new Error(answer.reason ?? 'no reason given');
  if (answer.outcome === 'unavailable') throw new PartUnavailable('keyring', cause);
  if (answer.outcome === 'unknown') throw new OutcomeUnknown(cause);
  return answer;
}

function refusalOf({ refused, reason }: Refused): StartError {
  switch (refused) {
    case 'in use':
      return new KeyringInUse('KEYRING_DIR: another process uses this keyring: stop it first.');
    case 'newer':
      return new StartError('KEYRING_DIR: keyring.db is of a newer Coffer.');
    case 'unusable':
      return new StartError(`KEYRING_DIR: keyring.db cannot be used (${reason}).`);
  }
}
