import {
  type BeforeApplicationShutdown,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { AuditModule, Settlements } from '#audit';
import { Clock, PeriodicJobs } from '#kernel';
import { KeysModule, SealedHolders } from '#keys';
import { MailModule } from '#mail';
import { ResealWraps } from './application/reseal-wraps.js';
import { SecondTries } from './application/second-tries.js';
import { SweepWraps } from './application/sweep-wraps.js';
import { UntoldTokens } from './application/untold-tokens.js';
import { Unwrapping, WRAP } from './application/unwrapping.js';
import { WrapMakers } from './application/wrap-makers.js';
import { WrapSealing } from './application/wrap-sealing.js';
import { WrapSettlement } from './application/wrap-settlement.js';
import { WrapSubjects } from './application/wrap-subjects.js';
import { Wraps } from './application/wraps.js';
import { UnwrapController } from './http/unwrap.controller.js';

/** The time between two sweeps, in milliseconds. */
const SWEEP_EVERY_MS = 60_000;
/** How long a stop waits for the end of untold wraps, in milliseconds. */
const LAST_UNTOLD_MS = 3_000;

const UNTOLD = 'end of untold wraps';

/** WrapStore, Clock and Roots come from the global modules of the engines and the api. */
@Module({
  imports: [AuditModule, KeysModule, MailModule],
  controllers: [UnwrapController],
  providers: [
    ResealWraps,
    SecondTries,
    SweepWraps,
    UntoldTokens,
    Unwrapping,
    WrapMakers,
    WrapSealing,
    WrapSettlement,
    WrapSubjects,
    Wraps,
  ],
  exports: [UntoldTokens, WrapMakers, WrapSubjects, Wraps],
})
export class HandoverModule
  implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown
{
  private readonly jobs: PeriodicJobs<'sweep' | typeof UNTOLD>;

  constructor(
    private readonly settlements: Settlements,
    private readonly settlement: WrapSettlement,
    private readonly holders: SealedHolders,
    private readonly reseal: ResealWraps,
    sweep: SweepWraps,
    untold: UntoldTokens,
    clock: Clock,
  ) {
    this.jobs = new PeriodicJobs(clock, {
      sweep: { everyMs: SWEEP_EVERY_MS, destroys: true, run: (stop) => sweep.run(stop) },
      [UNTOLD]: { everyMs: SWEEP_EVERY_MS, run: (stop) => untold.run(stop) },
    });
  }

  onModuleInit(): void {
    this.settlements.register(WRAP, this.settlement);
    this.holders.register(this.reseal);
  }

  onApplicationBootstrap(): void {
    const logger = new Logger('handover');
    this.jobs.start((job, errorName) => logger.warn(`The ${job} failed with ${errorName}. It runs again in a minute.`));
  }

  async onModuleDestroy(): Promise<void> {
    await this.jobs.stop();
  }

  /** Before the store closes. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.jobs.finish(UNTOLD, LAST_UNTOLD_MS);
  }
}
