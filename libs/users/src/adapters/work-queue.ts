import PQueue from 'p-queue';
import { CofferError } from '#kernel';

/** Runs at most `running` pieces of work at once and holds at most `waiting` more. Refuses others with `busy` [R7]. */
export class WorkQueue {
  private readonly queue: PQueue;

  constructor(
    running: number,
    private readonly waiting: number,
    private readonly retryAfterSeconds: number,
  ) {
    this.queue = new PQueue({ concurrency: running });
  }

  /** Resolves or rejects as `work` does; work that waits starts in the order of its arrival. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const full = this.queue.pending >= this.queue.concurrency && this.queue.size >= this.waiting;
    if (full) {
      throw new CofferError('busy', 'Too many passwords are being checked at once. Try again shortly.', {
        retryAfterSeconds: this.retryAfterSeconds,
      });
    }
    return this.queue.add(work);
  }
}
