import { Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock, PeriodicJobs, RateCounters, Roots } from '#kernel';
import { SharedLimits } from './shared-limits.js';

/** While the store answers, other nodes learn of a principal's requests within this time, in milliseconds. */
const EXCHANGE_MS = 1_000;
const SWEEP_MS = 60_000;

/** RateCounters, Roots and Clock come from the global engines module. */
@Module({
  providers: [
    {
      provide: SharedLimits,
      inject: [RateCounters, Roots, Clock],
      useFactory: (counters: RateCounters, roots: Roots, clock: Clock) => new SharedLimits(counters, roots, clock),
    },
  ],
  exports: [SharedLimits],
})
export class LimitsModule implements OnModuleInit, OnApplicationShutdown {
  private readonly jobs: PeriodicJobs;

  constructor(limits: SharedLimits, clock: Clock) {
    this.jobs = new PeriodicJobs(clock, {
      exchange: { everyMs: EXCHANGE_MS, run: () => limits.exchange() },
      sweep: { everyMs: SWEEP_MS, run: () => limits.sweep() },
    });
  }

  onModuleInit(): void {
    // A failed run is not reported: the readiness check reports a store that is down, and the next run does the work.
    this.jobs.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.jobs.stop();
  }
}
