import { PartUnavailable } from '../errors.js';
import { JobSlots } from './job-slots.js';
import { type JobAnswer, JobThread, type JobThreadOptions } from './job-thread.js';

const CLOSE_WITHIN_MS = 5_000;
/** The shortest time between two starts of the thread, in case it dies at once, in milliseconds. */
const RESTART_AFTER_MS = 500;
/** The most jobs that may wait. Further ones are refused at once, and not after the time for an answer. */
const CAPACITY = 4_096;

/** Does jobs on one thread. If the thread has died, the next job starts another one. */
export class JobThreads<J extends object, A extends JobAnswer, R> {
  private thread: JobThread<J, A, R>;
  private startedAt = 0;
  private closing: Promise<void> | null = null;

  constructor(private readonly options: Omit<JobThreadOptions<A, R>, 'slots'>) {
    this.thread = this.start();
  }

  /** Resolves when the first thread is ready; rejects if it refuses. */
  get ready(): Promise<void> {
    return this.thread.ready;
  }

  /** See {@link JobThread.submit}. */
  run(job: J): Promise<R> {
    const { clock, part } = this.options;
    if (this.closing !== null) return Promise.reject(new PartUnavailable(part));
    if (!this.thread.isAlive && clock.now() - this.startedAt > RESTART_AFTER_MS) this.thread = this.start();
    return this.thread.submit(job);
  }

  /** Finishes the submitted jobs. Idempotent. */
  close(): Promise<void> {
    this.closing ??= this.thread.close(CLOSE_WITHIN_MS);
    return this.closing;
  }

  private start(): JobThread<J, A, R> {
    this.startedAt = this.options.clock.now();
    return new JobThread({ ...this.options, slots: new JobSlots(CAPACITY) });
  }
}
