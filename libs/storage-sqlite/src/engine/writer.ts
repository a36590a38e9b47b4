import { type MessagePort, Worker } from 'node:worker_threads';
import { PartUnavailable } from '#kernel';
import { JobSlots } from './slots.js';
import type { Step, WriterData } from './write-protocol.js';
import { type Landing, WriterThread } from './writer-thread.js';

/** Every write is answered within 2 s [R89]; the rest is for the way back. */
const ANSWER_WITHIN_MS = 1800;
/** Shorter than the above, so that a writer that waits for another process's lock answers by itself. */
const BUSY_TIMEOUT_MS = 1500;
const CLOSE_WITHIN_MS = 5000;
/** What was deleted is gone from the files within this, and from a log that somebody reads soon after. */
const EMPTY_LOG_MS = 5000;
/** A writer that dies at once is not started again more often than this. */
const RESTART_AFTER_MS = 500;
/** Jobs that may wait at once; past it writes are refused at once instead of after the bound. */
const CAPACITY = 4096;
const GROUP_LIMIT = 256;

export interface WriterOptions {
  readonly file: string;
  readonly migrations: readonly string[];
  readonly onWarn: (message: string) => void;
  /** Starts a thread; for tests, which end it or hold it. */
  readonly startWorker?: (data: WriterData<MessagePort>) => Worker;
  readonly answerWithinMs?: number;
  readonly emptyLogMs?: number;
}

/** The one way to write: jobs that one thread carries out in the order of their submission, each wholly or not at all. */
export class Writer {
  private thread: WriterThread;
  private startedAt = performance.now();
  private closing: Promise<void> | null = null;

  private constructor(private readonly options: WriterOptions) {
    this.thread = this.start();
  }

  /** Opens the store, makes or migrates its schema. Throws StartError. */
  static async open(options: WriterOptions): Promise<Writer> {
    const writer = new Writer(options);
    await writer.thread.ready;
    return writer;
  }

  /**
   * Durable when it resolves with `done`. Errors: PartUnavailable when nothing was changed, for good; OutcomeUnknown
   * when the answer was lost. Both within 1.8 s.
   */
  run(steps: readonly Step[]): Promise<Landing> {
    if (this.closing !== null) return Promise.reject(new PartUnavailable('store'));
    if (!this.thread.isAlive && performance.now() - this.startedAt > RESTART_AFTER_MS) this.thread = this.start();
    return this.thread.submit(steps);
  }

  /** Finishes what was submitted; idempotent. */
  close(): Promise<void> {
    this.closing ??= this.thread.close(CLOSE_WITHIN_MS);
    return this.closing;
  }

  private start(): WriterThread {
    const { options } = this;
    const slots = new JobSlots(CAPACITY);
    this.startedAt = performance.now();
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
      answerWithinMs: options.answerWithinMs ?? ANSWER_WITHIN_MS,
      onWarn: options.onWarn,
    });
  }
}

/** The thread's file has this file's own extension: built, or as it stands in the sources. */
export function startWorker(data: WriterData<MessagePort>): Worker {
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
  return new Worker(new URL(`./writer.worker${extension}`, import.meta.url), {
    workerData: data,
    transferList: [data.port],
  });
}
