import { type Clock, SystemClock } from '#kernel';

/** What the store does without anybody waiting for it: one task at a time. */
export class BackgroundWork {
  private waiting: (() => void) | null = null;
  private task: (() => Promise<void>) | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly clock: Clock = new SystemClock()) {}

  /**
   * Runs `task` after `milliseconds`. While one waits already, `task` takes its place and keeps its time. A failure is
   * dropped: give only work that a later task does again.
   */
  later(milliseconds: number, task: () => Promise<void>): void {
    if (this.stopped) return;
    this.task = task;
    this.waiting ??= this.clock.after(milliseconds, () => this.start());
  }

  /** Drops what waits, and waits for what runs. Idempotent. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.waiting?.();
    await this.running;
  }

  private start(): void {
    const { task } = this;
    this.waiting = null;
    this.running = this.running.then(() => (this.stopped ? undefined : task?.())).catch(() => undefined);
  }
}
