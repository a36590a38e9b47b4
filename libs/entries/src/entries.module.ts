import { Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { CursorCodec } from '#access';
import { AuditModule, Settlements } from '#audit';
import { IdempotencyModule } from '#idempotency';
import { Clock, PeriodicJobs } from '#kernel';
import { PersonalData, UsersModule } from '#users';
import { CreateEntry } from './application/entries/create-entry.js';
import { DeleteEntry } from './application/entries/delete-entry.js';
import { EntryBodies } from './application/entries/entry-bodies.js';
import { EntryReading } from './application/entries/entry-reading.js';
import { FindEntry } from './application/entries/find-entry.js';
import { ListEntries } from './application/entries/list-entries.js';
import { UpdateEntry } from './application/entries/update-entry.js';
import { AbandonRekey } from './application/rekeys/abandon-rekey.js';
import { BeginRekey } from './application/rekeys/begin-rekey.js';
import { OpenRekeys } from './application/rekeys/open-rekeys.js';
import { PublishRekey } from './application/rekeys/publish-rekey.js';
import { RestoreGeneration } from './application/rekeys/restore-generation.js';
import { ShowGenerations } from './application/rekeys/show-generations.js';
import { Snapshots } from './application/rekeys/snapshots.js';
import { StageRekey } from './application/rekeys/stage-rekey.js';
import { BodySweep } from './application/sweeps/body-sweep.js';
import { SnapshotSweep } from './application/sweeps/snapshot-sweep.js';
import { Absences, ENTRY, VAULT } from './application/vaults/absences.js';
import { VaultErasure } from './application/vaults/vault-erasure.js';
import { VaultPublisher } from './application/vaults/vault-publisher.js';
import { VaultSettlement } from './application/vaults/vault-settlement.js';
import { VaultWrites } from './application/vaults/vault-writes.js';
import { Vaults } from './application/vaults/vaults.js';
import { EntriesController } from './http/entries.controller.js';
import { GenerationsController } from './http/generations.controller.js';
import { RekeysController } from './http/rekeys.controller.js';

const CAPABILITIES = [
  ...[CreateEntry, FindEntry, ListEntries, UpdateEntry, DeleteEntry],
  ...[BeginRekey, StageRekey, PublishRekey, AbandonRekey, RestoreGeneration, ShowGenerations],
];

const PARTS = [
  Absences,
  CursorCodec,
  EntryBodies,
  EntryReading,
  OpenRekeys,
  Snapshots,
  VaultPublisher,
  VaultWrites,
  Vaults,
];

/** The time between two runs of a sweep, in milliseconds. */
const RUN_EVERY_MS = 60_000;

const JOBS = [SnapshotSweep, BodySweep];

/** VaultStore, Clock and Roots come from the global modules of the engines and the api. */
@Module({
  imports: [AuditModule, IdempotencyModule, UsersModule],
  controllers: [EntriesController, RekeysController, GenerationsController],
  providers: [...CAPABILITIES, ...PARTS, ...JOBS, VaultErasure, VaultSettlement],
  exports: JOBS,
})
export class EntriesModule implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly jobs: PeriodicJobs;

  constructor(
    private readonly settlements: Settlements,
    private readonly settlement: VaultSettlement,
    private readonly personalData: PersonalData,
    private readonly erasure: VaultErasure,
    snapshots: SnapshotSweep,
    bodies: BodySweep,
    clock: Clock,
  ) {
    this.jobs = new PeriodicJobs(clock, {
      snapshots: { everyMs: RUN_EVERY_MS, destroys: true, run: (stop) => snapshots.run(stop) },
      bodies: { everyMs: RUN_EVERY_MS, destroys: true, run: (stop) => bodies.run(stop) },
    });
  }

  onModuleInit(): void {
    this.settlements.register(ENTRY, this.settlement);
    this.settlements.register(VAULT, this.settlement);
    this.personalData.register('entries', (userId) => this.erasure.erase(userId));
  }

  onApplicationBootstrap(): void {
    const logger = new Logger('entries');
    this.jobs.start((what, errorName) =>
      logger.warn(`The sweep of ${what} failed with ${errorName}. It runs again in a minute.`),
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.jobs.stop();
  }
}
