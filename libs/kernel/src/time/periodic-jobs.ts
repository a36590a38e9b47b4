import type { Clock } from './clock.js';

/** Called when a run failed, with the names of the job and of the error. Messages may quote what a driver was given. */
export type JobFailed = (job: string, errorName: string) => void;

/** Work that is done from time to time. */
export interface PeriodicJob {
  /** From the end of one run to the beginning of the next, in milliseconds. */
  readonly everyMs: number;
  /** Whether a run destroys what cannot be made again: then it waits until the clock is settled [R104]. */
  readonly destroys?: boolean;
  /** `stop` is aborted when the jobs stop, which waits for the run: a long one ends after its present step then. */
  run(stop: AbortSignal): unknown;
}

/**
 * Runs named jobs, each at its own interval and never twice at a time. A run that failed is reported, and the next one
 * comes at its time. Keeps no process alive.
 *
 * @example
 * const jobs = new PeriodicJobs(clock, { purge: { everyMs: 60_000, run: (stop) => purge.run(stop) } });
 * jobs.start((job, errorName) => logger.warn(`The ${job} failed with ${errorName}; it is tried again.`));
 */
export class PeriodicJobs<Name extends string = string> {
  private readonly jobs: ReadonlyMap<Name, RepeatedJob>;
  private failed: JobFailed = () => {};

  constructor(clock: Clock, jobs: Readonly<Record<Name, PeriodicJob>>) {
    this.jobs = new Map(
      (Object.keys(jobs) as Name[]).map((name) => {
        const report = (errorName: string): void => this.failed(name, errorName);
        return [name, new RepeatedJob(clock, jobs[name], report)];
      }),
    );
  }

  /** The first run of each job comes after its interval. */
  start(failed: JobFailed = () => {}): void {
    this.failed = failed;
    for (const job of this.jobs.values()) job.start();
  }

  /** Begins no run any more, and tells those under way to end. Resolves when none is. */
  async stop(): Promise<void> {
    await Promise.all([...this.jobs.values()].map((job) => job.stop()));
  }

  /**
   * Stops a job with a last run, for what would be lost with this process. It is told to end after `milliseconds`, and left
   * if it does not. Never rejects.
   */
  async finish(name: Name, milliseconds: number): Promise<void> {
    await this.jobs.get(name)?.finish(milliseconds);
  }

  /** Runs a job at once, or joins the run that is under way. Resolves at its end; never rejects. */
  async runNow(name: Name): Promise<void> {
    await this.jobs.get(name)?.runNow();
  }
}

class RepeatedJob {
  private cancel: () => void = () => {};
  private running: Promise<void> | null = null;
  private started = false;
  private ending = new AbortController();

  constructor(
    private readonly clock: Clock,
    private readonly job: PeriodicJob,
    private readonly report: (errorName: string) => void,
  ) {}

  start(): void {
    if (this.started) return;
    this.started = true;
    if (this.ending.signal.aborted) this.ending = new AbortController();
    this.schedule();
  }

  async stop(): Promise<void> {
    this.started = false;
    this.cancel();
    this.ending.abort();
    await this.running;
  }

  async finish(milliseconds: number): Promise<void> {
    const ending = new AbortController();
    const isLate = Promise.withResolvers<void>();
    const cancel = this.clock.after(milliseconds, () => {
      ending.abort();
      isLate.resolve();
    });
    await Promise.race([this.stop().then(() => this.run(ending.signal)), isLate.promise]);
    cancel();
  }

  runNow(): Promise<void> {
    this.cancel();
    this.running ??= this.run(this.ending.signal).finally(() => {
      this.running = null;
      this.schedule();
    });
    return this.running;
  }

  private schedule(): void {
    if (this.started) this.cancel = this.clock.after(this.job.everyMs, () => void this.runNow());
  }

  private async run(stop: AbortSignal): Promise<void> {
    if (this.job.destroys && !this.clock.isSettled) return;
    try {
      await this.job.run(stop);
    } catch (error) {
      this.report(error instanceof Error ? error.name : typeof error);
    }
  }
}
