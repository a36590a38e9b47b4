import { Logger, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CursorCodec } from '#access';
import { AuditModule, Settlements } from '#audit';
import { IdempotencyModule } from '#idempotency';
import { ModelEditor } from './application/administration/model-editor.js';
import { PolicyAdmin } from './application/administration/policy-admin.js';
import { RoleAdmin } from './application/administration/role-admin.js';
import { RoleRemoval } from './application/administration/role-removal.js';
import { Authorizer } from './application/authorizer.js';
import { Administrators } from './application/model/administrators.js';
import { ModelPublisher } from './application/model/model-publisher.js';
import { ModelReader } from './application/model/model-reader.js';
import { ModelSettlement } from './application/model/model-settlement.js';
import { PoliciesController } from './http/policies.controller.js';
import { RolesController } from './http/roles.controller.js';

/** How often marks that a crash has left on roles are looked for, in milliseconds. */
const REPAIR_MS = 30_000;

/** AuthorizationModelStore, RoleHolders, Clock and Roots come from the global engines module. */
@Module({
  imports: [AuditModule, IdempotencyModule],
  controllers: [RolesController, PoliciesController],
  providers: [
    Administrators,
    Authorizer,
    CursorCodec,
    ModelEditor,
    ModelPublisher,
    ModelReader,
    ModelSettlement,
    PolicyAdmin,
    RoleAdmin,
    RoleRemoval,
  ],
  exports: [Administrators, Authorizer, ModelPublisher, ModelReader, PolicyAdmin, RoleAdmin],
})
export class PoliciesModule implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('policies');
  private repairs: NodeJS.Timeout | null = null;

  constructor(
    private readonly reader: ModelReader,
    private readonly publisher: ModelPublisher,
    private readonly removal: RoleRemoval,
    private readonly settlement: ModelSettlement,
    private readonly settlements: Settlements,
  ) {}

  /** Makes the model of a first start, so that modules above can rely on it. */
  async onModuleInit(): Promise<void> {
    this.settlement.register(this.settlements);
    await this.publisher.ensureModel();
    this.reader.start();
    await this.removal.repair();
    this.repairs = setInterval(() => void this.repair(), REPAIR_MS).unref();
  }

  /** After the last request: until then the model is polled. */
  onApplicationShutdown(): void {
    this.reader.stop();
    if (this.repairs) clearInterval(this.repairs);
  }

  private async repair(): Promise<void> {
    await this.removal.repair().catch((error: unknown) => {
      const name = error instanceof Error ? error.name : 'an error';
      this.logger.warn(`Marks on roles could not be looked at (${name}); it is tried again.`);
    });
  }
}
