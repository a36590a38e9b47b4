import type { MessagePort, Worker } from 'node:worker_threads';
import { type Clock, PartUnavailable } from '#kernel';
import { JobSlots } from './slots.js';
import { startWorkerFile } from './worker-file.js';
import type { Step, WriterData } from './write-protocol.js';
import { type Landing, WriterThread } from './writer-thread.js';

/** Every write is answered within 2 s [R89]. The remaining 200 ms are for the way back. */
export const ANSWER_WITHIN_MS = 1800;
/** Shorter than ANSWER_WITHIN_MS, so that a writer which waits for another process's lock still answers in time. */
export const BUSY_TIMEOUT_MS = 1500;
const CLOSE_WITHIN_MS = 5000;
/** Deleted data leaves the files within this time, or soon after if somebody reads the log meanwhile. */
const EMPTY_LOG_MS = 5000;
/** The shortest time between two starts of the writer, in case it dies at once. */
const RESTART_AFTER_MS = 500;
/** The most jobs that may wait. Further writes are refused at once, not after ANSWER_WITHIN_MS. */
const CAPACITY = 4096;
const GROUP_LIMIT = 256;

export interface WriterOptions {
  readonly file: string;
  readonly migrations: readonly string[];
  readonly onWarn: (message: string) => void;
  readonly clock: Clock;
  /** For tests, which end the thread or hold it: starts the thread. */
  readonly startWorker?: (data: WriterData<MessagePort>) => Worker;
  readonly emptyLogMs?: number;
}

/** The only way to write. One thread runs the jobs in the order of their submission, each as a whole or not at all. */
export class Writer {
  private thread: WriterThread;
  private startedAt = 0;
  private closing: Promise<void> | null = null;

  private constructor(private readonly options: WriterOptions) {
    this.thread = this.start();
  }

  /** Opens the store, and creates or migrates its tables. Throws StartError. */
  static async open(options: WriterOptions): Promise<Writer> {
    const writer = new Writer(options);
    await writer.thread.ready;
    return writer;
  }

  /**
   * Resolves to `done` if the job is durable. Rejects within 1.8 s: with PartUnavailable if nothing was changed, for
   * good; with OutcomeUnknown if the answer was lost.
   */
  run(steps: readonly Step[]): Promise<Landing> {
    if (this.closing !== null) return Promise.reject(new PartUnavailable('store'));
    if (!this.thread.isAlive && this.options.clock.now() - this.startedAt > RESTART_AFTER_MS)
      this.thread = this.start();
    return this.thread.submit(steps);
  }

  /** Finishes the submitted jobs. Idempotent. */
  close(): Promise<void> {
    this.closing ??= this.thread.close(CLOSE_WITHIN_MS);
    return this.closing;
  }

  private start(): WriterThread {
    const { options } = this;
    const slots = new JobSlots(CAPACITY);
    this.startedAt = options.clock.now();
    return new WriterThread({
      start: (port) =>
        (options.startWorker ?? startWorker)({
          file: options.file,
          migrations: options.migrations,
          busyTimeoutMs: BUSY_TIMEOUT_MS,
          emptyLogMs: options.emptyLogMs ?? EMPTY_LOG_MS,
          groupLimit: GROUP_LIMIT,
          slots: slots.memory,
          states: slots.states,
          port,
        }),
      slots,
      knownFormat: options.migrations.length,
      clock: options.clock,
      answerWithinMs: ANSWER_WITHIN_MS,
      onWarn: options.onWarn,
    });
  }
}

export function startWorker(data: WriterData<MessagePort>): Worker {
  return startWorkerFile('writer', data);
}
