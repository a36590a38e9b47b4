import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads';
import { type Clock, PartUnavailable, startWorkerFile } from '#kernel';
import type { ReadAnswer, ReaderData, ReadJob, ToReader } from './read-protocol.js';
import type { SqlRow } from './sql.js';
import { failureOf } from './store-failures.js';
import type { SqlValue } from './write-protocol.js';

/** Every read is answered within 2 s [R89]. The remaining 200 ms are for the way back. */
const ANSWER_WITHIN_MS = 1_800;
const BUSY_TIMEOUT_MS = 200;
const CLOSE_WITHIN_MS = 5_000;
/** The most reads that may wait. Further ones are refused at once. */
const CAPACITY = 256;

export interface ReadThreadOptions {
  readonly file: string;
  readonly onWarn: (message: string) => void;
  readonly clock: Clock;
  /** For tests: starts the thread. */
  readonly startWorker?: (data: ReaderData<MessagePort>) => Worker;
}

interface Waiting {
  readonly resolve: (rows: readonly SqlRow[]) => void;
  readonly reject: (error: Error) => void;
  readonly cancelTimer: () => void;
}

interface Running {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly ended: Promise<void>;
}

/**
 * Reads on a thread of its own, for what looks at many rows: the main thread goes on meanwhile. The thread starts with
 * the first read, and again after it died. Each read is one statement, so it must look at a bounded number of rows.
 */
export class ReadThread {
  private readonly waiting = new Map<number, Waiting>();
  private running: Running | null = null;
  private last = 0;
  private closed = false;

  constructor(private readonly options: ReadThreadOptions) {}

  /** Rejects with PartUnavailable if too many reads wait, or within 1.8 s. */
  all(sql: string, ...params: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    if (this.closed || this.waiting.size >= CAPACITY) return Promise.reject(new PartUnavailable('store'));
    this.running ??= this.start();
    const { port } = this.running;
    this.last += 1;
    const id = this.last;
    return new Promise((resolve, reject) => {
      const giveUp = () => this.take({ id, failed: 'no answer in time' });
      const cancelTimer = this.options.clock.after(ANSWER_WITHIN_MS, giveUp);
      this.waiting.set(id, { resolve, reject, cancelTimer });
      port.postMessage({ id, sql, params } satisfies ReadJob);
    });
  }

  /** Refuses what waits, and ends the thread. Idempotent. */
  async close(): Promise<void> {
    this.closed = true;
    const { running } = this;
    if (!running) return;
    running.port.postMessage({ close: true } satisfies ToReader);
    const timer = setTimeout(() => void running.worker.terminate(), CLOSE_WITHIN_MS);
    await running.ended;
    clearTimeout(timer);
  }

  private start(): Running {
    const { options } = this;
    const { port1: port, port2 } = new MessageChannel();
    const data = { file: options.file, busyTimeoutMs: BUSY_TIMEOUT_MS, port: port2 };
    const worker = options.startWorker?.(data) ?? startWorkerFile(import.meta.url, 'reader', data);
    const ended = Promise.withResolvers<void>();
    port.on('message', (answer: ReadAnswer) => this.take(answer));
    worker.on('error', (error: Error) => options.onWarn(`the store's reading thread died: ${error.message}`));
    worker.on('exit', () => {
      port.close();
      this.running = null;
      for (const id of [...this.waiting.keys()]) this.take({ id, failed: 'the reading thread ended' });
      ended.resolve();
    });
    return { worker, port, ended: ended.promise };
  }

  private take({ id, rows, failed }: ReadAnswer): void {
    const waiting = this.waiting.get(id);
    if (!waiting) return;
    this.waiting.delete(id);
    waiting.cancelTimer();
    if (rows) {
      waiting.resolve(rows);
      return;
    }
    if (!this.closed) this.options.onWarn(`a read failed: ${failed}`);
    waiting.reject(failureOf(new Error(failed)));
  }
}
