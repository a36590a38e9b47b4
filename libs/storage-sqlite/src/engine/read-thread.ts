import type { MessagePort, Worker } from 'node:worker_threads';
import { type Clock, engineBound, JobThreads, PartUnavailable, startWorkerFile } from '#kernel';
import type { Read, ReadAnswer, ReaderData } from './read-protocol.js';
import type { SqlRow } from './sql.js';
import { failureOf } from './store-failures.js';
import type { SqlValue } from './write-protocol.js';

/** Every read is answered within 2 s [R89]. The remaining 200 ms are for the way back. */
const ANSWER_WITHIN_MS = 1_800;
const BUSY_TIMEOUT_MS = 200;
/** The most reads that may wait. Further ones are refused at once. */
const CAPACITY = 256;

export interface ReadThreadOptions {
  readonly file: string;
  readonly onWarn: (message: string) => void;
  readonly clock: Clock;
  /** For tests: starts the thread. */
  readonly startWorker?: (data: ReaderData<MessagePort>) => Worker;
}

/**
 * Reads on a thread of its own, for what looks at many rows: the main thread goes on meanwhile. The thread starts with
 * the first read, and again after it died. Each read is one statement, so it must look at a bounded number of rows.
 */
export class ReadThread {
  private threads: JobThreads<Read, ReadAnswer, readonly SqlRow[]> | null = null;
  private closed = false;

  constructor(private readonly options: ReadThreadOptions) {}

  /** Rejects with PartUnavailable if too many reads wait, or within 1.8 s. */
  all(sql: string, ...params: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    if (this.closed) return Promise.reject(new PartUnavailable('store'));
    this.threads ??= this.start();
    return this.threads.ask({ sql, params });
  }

  /** Finishes the submitted reads, and ends the thread. Idempotent. */
  async close(): Promise<void> {
    this.closed = true;
    await this.threads?.close();
  }

  private start() {
    const { file, onWarn, clock, startWorker = startThread } = this.options;
    return new JobThreads<Read, ReadAnswer, readonly SqlRow[]>({
      part: 'store',
      start: (port, { memory, states }) =>
        startWorker({ file, busyTimeoutMs: BUSY_TIMEOUT_MS, slots: memory, states, port }),
      clock,
      answerWithinMs: engineBound(ANSWER_WITHIN_MS),
      capacity: CAPACITY,
      resultOf: rowsOf,
      died: (reason) => onWarn(`the store's reading thread died: ${reason}`),
      unanswered: () => onWarn('a read failed: no answer in time'),
      answered: (answers) => {
        for (const { failed } of answers) if (failed !== undefined) onWarn(`a read failed: ${failed}`);
      },
    });
  }
}

function startThread(data: ReaderData<MessagePort>): Worker {
  return startWorkerFile(import.meta.url, 'reader', data);
}

function rowsOf({ rows, failed }: ReadAnswer): readonly SqlRow[] {
  if (!rows) throw failureOf(new Error(failed));
  return rows;
}
