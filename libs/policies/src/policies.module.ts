import { Logger, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CursorCodec } from '#access';
import { AuditModule, Settlements } from '#audit';
import { IdempotencyModule } from '#idempotency';
import { Clock, PeriodicJobs } from '#kernel';
import { ModelEditor } from './application/administration/model-editor.js';
import { PolicyAdmin } from './application/administration/policy-admin.js';
import { RoleAdmin } from './application/administration/role-admin.js';
import { RoleRemoval } from './application/administration/role-removal.js';
import { BuiltInUpgrade } from './application/model/built-in-upgrade.js';
import { ModelPublisher } from './application/model/model-publisher.js';
import { ModelReader } from './application/model/model-reader.js';
import { ModelSettlement } from './application/model/model-settlement.js';
import { AUDITOR, AUDITOR_METADATA } from './domain/built-ins.js';
import { PoliciesController } from './http/policies.controller.js';
import { RolesController } from './http/roles.controller.js';
import { ModelModule } from './model.module.js';

/** The time between two searches for marks that a crash has left on roles, in milliseconds. */
const REPAIR_MS = 30_000;

/** The global engines module provides AuthorizationModelStore, RoleHolders, Clock and Roots. */
@Module({
  imports: [AuditModule, IdempotencyModule, ModelModule],
  controllers: [RolesController, PoliciesController],
  providers: [BuiltInUpgrade, CursorCodec, ModelEditor, ModelSettlement, PolicyAdmin, RoleAdmin, RoleRemoval],
  exports: [ModelModule, PolicyAdmin, RoleAdmin],
})
export class PoliciesModule implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('policies');
  private readonly jobs: PeriodicJobs;

  constructor(
    private readonly reader: ModelReader,
    private readonly publisher: ModelPublisher,
    private readonly upgrade: BuiltInUpgrade,
    private readonly removal: RoleRemoval,
    private readonly settlement: ModelSettlement,
    private readonly settlements: Settlements,
    clock: Clock,
  ) {
    this.jobs = new PeriodicJobs(clock, {
      'repair of interrupted role removals': { everyMs: REPAIR_MS, run: () => removal.repair() },
    });
  }

  /** Creates the model of the first start, so that modules above can rely on it. */
  async onModuleInit(): Promise<void> {
    this.settlement.register(this.settlements);
    await this.publisher.ensureModel();
    await this.upgradeBuiltIns();
    this.reader.start();
    await this.removal.repair();
    this.jobs.start((job, error) => this.logger.warn(`The ${job} failed (${error}); it is tried again.`));
  }

  private async upgradeBuiltIns(): Promise<void> {
    if ((await this.upgrade.run()) === 'done') return;
    const why = `there is a policy with the name ${AUDITOR_METADATA} that somebody made`;
    this.logger.warn(`The built-in role ${AUDITOR} reads the audit alone: ${why}.`);
  }

  /** Stops polling only after the last request. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.reader.stop(), this.jobs.stop()]);
  }
}
