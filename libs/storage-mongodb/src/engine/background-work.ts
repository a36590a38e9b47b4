/** What the adapter does without being waited for: one task at a time. */
export class BackgroundWork {
  private waiting: NodeJS.Timeout | undefined;
  private task: (() => Promise<void>) | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  /**
   * Runs `task` after `milliseconds`, instead of the one that waits already. A failure is left to the next task: only
   * work that somebody does again belongs here.
   */
  later(milliseconds: number, task: () => Promise<void>): void {
    if (this.stopped) return;
    this.task = task;
    this.waiting ??= setTimeout(() => this.start(), milliseconds).unref();
  }

  /** Forgets what waits and waits for what runs; idempotent. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.waiting);
    await this.running;
  }

  private start(): void {
    const { task } = this;
    this.waiting = undefined;
    this.running = this.running.then(() => task?.()).catch(() => undefined);
  }
}
