import { Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock, RateCounters, Roots } from '#kernel';
import { SharedLimits } from './shared-limits.js';

/** How long another node may not know of a principal's requests, in milliseconds, while the store keeps up. */
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
  private timers: NodeJS.Timeout[] = [];

  constructor(private readonly limits: SharedLimits) {}

  onModuleInit(): void {
    this.timers = [
      setInterval(() => void this.limits.exchange(), EXCHANGE_MS).unref(),
      // What cannot be swept now is swept the next time.
      setInterval(() => void this.limits.sweep().catch(() => {}), SWEEP_MS).unref(),
    ];
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
  }
}
