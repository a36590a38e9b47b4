import { OutcomeUnknown, PartUnavailable } from '../errors.js';
import { JobSlots } from './job-slots.js';
import { type JobAnswer, JobThread, type JobThreadOptions } from './job-thread.js';

const CLOSE_WITHIN_MS = 5_000;
/** The shortest time between two starts of the thread, in case it dies at once, in milliseconds. */
const RESTART_AFTER_MS = 500;
const CAPACITY = 4_096;

/** How the threads are started and understood. */
export interface JobThreadsOptions<A extends JobAnswer, R> extends Omit<JobThreadOptions<A, R>, 'slots'> {
  /**
   * The most jobs that may wait; 4,096 if it is absent. Further ones are refused at once, and not after the time for an
   * answer.
   */
  readonly capacity?: number;
}

/** Does jobs on one thread. If the thread has died, the next job starts another one. */
export class JobThreads<J extends object, A extends JobAnswer, R> {
  private thread: JobThread<J, A, R>;
  private startedAt = 0;
  private closing: Promise<void> | null = null;

  constructor(private readonly options: JobThreadsOptions<A, R>) {
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

  /** The same for a job that changes nothing that a caller sees: a lost answer is no answer, and so PartUnavailable. */
  async ask(job: J): Promise<R> {
    try {
      return await this.run(job);
    } catch (error) {
      throw error instanceof OutcomeUnknown ? new PartUnavailable(this.options.part, error) : error;
    }
  }

  /** Finishes the submitted jobs. Idempotent. */
  close(): Promise<void> {
    this.closing ??= this.thread.close(CLOSE_WITHIN_MS);
    return this.closing;
  }

  private start(): JobThread<J, A, R> {
    this.startedAt = this.options.clock.now();
    return new JobThread({ ...this.options, slots: new JobSlots(this.options.capacity ?? CAPACITY) });
  }
}
