import { Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { CursorCodec } from '#access';
import { AuditModule, Settlements } from '#audit';
import { Config } from '#config';
import { HandoverModule, WrapSubjects } from '#handover';
import { IdempotencyModule } from '#idempotency';
import { Clock, PeriodicJobs } from '#kernel';
import { KeysModule, SealedHolders } from '#keys';
import { PoliciesModule } from '#policies';
import { BatchValues } from './application/batch/batch-values.js';
import { Children } from './application/batch/children.js';
import { RevealEnvironment } from './application/batch/reveal-environment.js';
import { RevealMany } from './application/batch/reveal-many.js';
import { Verdicts } from './application/batch/verdicts.js';
import { CreateSecret } from './application/changes/create-secret.js';
import { DeleteSecret } from './application/changes/delete-secret.js';
import { PutSecret } from './application/changes/put-secret.js';
import { RestoreSecret } from './application/changes/restore-secret.js';
import { SecretPublisher } from './application/changes/secret-publisher.js';
import { UpdateSecret } from './application/changes/update-secret.js';
import { DeletedSecrets } from './application/queries/deleted-secrets.js';
import { FindSecret } from './application/queries/find-secret.js';
import { ListLevel } from './application/queries/list-level.js';
import { ListSecrets } from './application/queries/list-secrets.js';
import { SECRET, SecretLookup } from './application/queries/secret-lookup.js';
import { OwnShares } from './application/sharing/own-shares.js';
import { ShareSecret } from './application/sharing/share-secret.js';
import { SharedSecrets } from './application/sharing/shared-secrets.js';
import { PurgeSecrets } from './application/upkeep/purge-secrets.js';
import { ResealSecrets } from './application/upkeep/reseal-secrets.js';
import { SecretSettlement } from './application/upkeep/secret-settlement.js';
import { SweepArchive } from './application/upkeep/sweep-archive.js';
import { DestroyVersion } from './application/versions/destroy-version.js';
import { RevealSecret } from './application/versions/reveal-secret.js';
import { RotateSecret } from './application/versions/rotate-secret.js';
import { SecretHistory } from './application/versions/secret-history.js';
import { SecretBatchesController } from './http/secret-batches.controller.js';
import { SecretSharesController } from './http/secret-shares.controller.js';
import { SecretVersionsController } from './http/secret-versions.controller.js';
import { SecretsController } from './http/secrets.controller.js';
import { SecretSettings } from './ports/secret.settings.js';

const CAPABILITIES = [
  CreateSecret,
  PutSecret,
  FindSecret,
  ListLevel,
  ListSecrets,
  RevealSecret,
  RevealMany,
  RevealEnvironment,
  RotateSecret,
  UpdateSecret,
  SecretHistory,
  DestroyVersion,
  DeleteSecret,
  RestoreSecret,
  ShareSecret,
  OwnShares,
];

/** The time between two runs of a job, in milliseconds. */
const RUN_EVERY_MS = 60_000;

const JOBS = [PurgeSecrets, SweepArchive];

/** SecretStore, Clock, Roots and Config come from the global modules of the engines and the api. */
@Module({
  imports: [AuditModule, HandoverModule, IdempotencyModule, PoliciesModule, KeysModule],
  controllers: [SecretsController, SecretBatchesController, SecretVersionsController, SecretSharesController],
  providers: [
    {
      provide: SecretSettings,
      inject: [Config],
      useFactory: ({ secrets, http }: Config): SecretSettings => ({
        versionsKept: secrets.versionsKept,
        retentionMs: secrets.retentionSeconds * 1_000,
        publicUrl: http.publicUrl,
      }),
    },
    BatchValues,
    Children,
    CursorCodec,
    DeletedSecrets,
    ResealSecrets,
    SecretLookup,
    SecretPublisher,
    SecretSettlement,
    SharedSecrets,
    Verdicts,
    ...CAPABILITIES,
    ...JOBS,
  ],
  exports: [...JOBS, ...CAPABILITIES, DeletedSecrets, SecretLookup, SecretSettings],
})
export class SecretsModule implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly jobs: PeriodicJobs;

  constructor(
    private readonly settlements: Settlements,
    private readonly settlement: SecretSettlement,
    private readonly holders: SealedHolders,
    private readonly reseal: ResealSecrets,
    private readonly subjects: WrapSubjects,
    private readonly shares: SharedSecrets,
    purge: PurgeSecrets,
    sweep: SweepArchive,
    clock: Clock,
  ) {
    this.jobs = new PeriodicJobs(clock, {
      purge: { everyMs: RUN_EVERY_MS, destroys: true, run: (stop) => purge.run(stop) },
      sweep: { everyMs: RUN_EVERY_MS, destroys: true, run: (stop) => sweep.run(stop) },
    });
  }

  onModuleInit(): void {
    this.settlements.register(SECRET, this.settlement);
    this.holders.register(this.reseal);
    this.subjects.register('secret', (wrap) => this.shares.stands(wrap));
  }

  onApplicationBootstrap(): void {
    const logger = new Logger('secrets');
    this.jobs.start((job, errorName) => logger.warn(`The ${job} failed with ${errorName}. It runs again in a minute.`));
  }

  async onModuleDestroy(): Promise<void> {
    await this.jobs.stop();
  }
}
