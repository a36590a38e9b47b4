import { Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { AuditModule } from '#audit';
import { Clock, PeriodicJobs } from '#kernel';
import { CreationErasure } from './application/creation-erasure.js';
import { CreationHashes } from './application/creation-hashes.js';
import { CreationSweep } from './application/creation-sweep.js';
import { Creations } from './application/creations.js';
import { KeptCreations } from './application/kept-creations.js';
import { OwnerKeysModule } from './owner-keys.module.js';

const SWEEP_MS = 600_000;

/** CreationStore, Roots and Clock come from the global engines module. */
@Module({
  imports: [AuditModule, OwnerKeysModule],
  providers: [Creations, KeptCreations, CreationErasure, CreationHashes, CreationSweep],
  exports: [Creations, CreationErasure],
})
export class IdempotencyModule implements OnModuleInit, OnApplicationShutdown {
  private readonly jobs: PeriodicJobs;

  constructor(sweep: CreationSweep, clock: Clock) {
    this.jobs = new PeriodicJobs(clock, {
      sweep: { everyMs: SWEEP_MS, destroys: true, run: (stop) => sweep.run(stop) },
    });
  }

  onModuleInit(): void {
    // If the store does not answer, the next run sweeps it.
    this.jobs.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.jobs.stop();
  }
}
