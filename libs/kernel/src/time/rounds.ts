/** Told the name of a job that failed and of its error, never a message: those may quote what a driver was given. */
export type JobFailed = (job: string, errorName: string) => void;

/** Jobs that run from time to time, one after the other. What fails is tried again in the next round. */
export class Rounds {
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> = Promise.resolve();
  private stopped = true;

  /** `everyMs`: from the end of one round to the beginning of the next, in milliseconds. */
  constructor(
    private readonly jobs: Readonly<Record<string, () => Promise<unknown>>>,
    private readonly everyMs: number,
  ) {}

  /** The first round begins after one pause. Keeps no process alive. */
  start(failed: JobFailed = () => {}): void {
    this.stopped = false;
    this.timer = setTimeout(() => {
      this.running = this.round(failed).then(() => {
        if (!this.stopped) this.start(failed);
      });
    }, this.everyMs).unref();
  }

  /** Resolves when no job runs any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.running;
  }

  private async round(failed: JobFailed): Promise<void> {
    for (const [name, job] of Object.entries(this.jobs)) {
      if (this.stopped) return;
      await job().catch((error: unknown) => failed(name, error instanceof Error ? error.name : typeof error));
    }
  }
}
