import { Injectable } from '@nestjs/common';
import { PurgeSecrets } from './purge-secrets.js';
import { SweepArchive } from './sweep-archive.js';

/** How long after one round the next one begins, in milliseconds. */
export const ROUND_EVERY_MS = 60_000;

/** Told the name of a job that failed and of its error, never a message: those may quote what a driver was given. */
export type JobFailed = (job: 'purge' | 'sweep', errorName: string) => void;

/** Runs the purge and the sweep from time to time, one at a time. What fails is tried again in the next round. */
@Injectable()
export class SecretsHousekeeping {
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> = Promise.resolve();
  private stopped = true;

  constructor(
    private readonly purge: PurgeSecrets,
    private readonly sweep: SweepArchive,
  ) {}

  /** Keeps no process alive. */
  start(failed: JobFailed, everyMs: number = ROUND_EVERY_MS): void {
    this.stopped = false;
    this.timer = setTimeout(() => {
      this.running = this.round(failed).then(() => {
        if (!this.stopped) this.start(failed, everyMs);
      });
    }, everyMs).unref();
  }

  /** Resolves when no job runs any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.running;
  }

  private async round(failed: JobFailed): Promise<void> {
    await this.purge.run().catch((error: unknown) => failed('purge', nameOf(error)));
    await this.sweep.run().catch((error: unknown) => failed('sweep', nameOf(error)));
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
