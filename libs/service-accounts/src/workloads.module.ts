import { Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CursorCodec } from '#access';
import { AuditModule, Settlements } from '#audit';
import { IdempotencyModule } from '#idempotency';
import { Clock, PeriodicJobs } from '#kernel';
import { PoliciesModule } from '#policies';
import { PersonalData, UsersModule } from '#users';
import { HttpsDocumentSource } from './adapters/workloads/https.document-source.js';
import { JoseSubjectTokens } from './adapters/workloads/jose.subject-tokens.js';
import { BindingAdmin } from './application/workloads/binding-admin.js';
import { BindingListing } from './application/workloads/binding-listing.js';
import { BindingLookup } from './application/workloads/binding-lookup.js';
import { BindingPrincipals } from './application/workloads/binding-principals.js';
import { BindingSweep } from './application/workloads/binding-sweep.js';
import { LiveBindings } from './application/workloads/live-bindings.js';
import { ProviderAdmin } from './application/workloads/provider-admin.js';
import { ProviderKeys } from './application/workloads/provider-keys.js';
import { ProviderListing } from './application/workloads/provider-listing.js';
import { ProviderLookup } from './application/workloads/provider-lookup.js';
import { WorkloadIdentity } from './application/workloads/workload-identity.js';
import { BINDING, IDENTITY_PROVIDER } from './application/workloads/workload-resources.js';
import { WorkloadSettlement } from './application/workloads/workload-settlement.js';
import { BindingsController } from './http/workloads/bindings.controller.js';
import { IdentityProvidersController } from './http/workloads/identity-providers.controller.js';
import { BindingStore } from './ports/workloads/binding.store.js';
import { DocumentSource } from './ports/workloads/document-source.js';
import { IdentityProviderStore } from './ports/workloads/identity-provider.store.js';
import { SubjectTokens } from './ports/workloads/subject-tokens.js';
import { ServiceAccountsModule } from './service-accounts.module.js';

const UPKEEP_MS = 600_000;

/** Identity providers, and bindings of service accounts to them. The global engines module provides stores and Clock. */
@Module({
  imports: [AuditModule, IdempotencyModule, PoliciesModule, UsersModule, ServiceAccountsModule],
  controllers: [IdentityProvidersController, BindingsController],
  providers: [
    { provide: SubjectTokens, useClass: JoseSubjectTokens },
    { provide: DocumentSource, useFactory: (clock: Clock) => new HttpsDocumentSource(clock), inject: [Clock] },
    ...[CursorCodec, ProviderAdmin, ProviderKeys, ProviderListing, ProviderLookup],
    ...[BindingAdmin, BindingListing, BindingLookup, BindingPrincipals, BindingSweep],
    ...[LiveBindings, WorkloadIdentity],
  ],
  exports: [BindingPrincipals, WorkloadIdentity],
})
export class WorkloadsModule implements OnModuleInit, OnApplicationShutdown {
  private readonly jobs: PeriodicJobs<'sweep'>;

  constructor(
    private readonly settlements: Settlements,
    private readonly personalData: PersonalData,
    private readonly sweep: BindingSweep,
    private readonly providers: IdentityProviderStore,
    private readonly bindings: BindingStore,
    private readonly clock: Clock,
  ) {
    const run = (stop: AbortSignal) => sweep.run(stop);
    this.jobs = new PeriodicJobs(clock, { sweep: { everyMs: UPKEEP_MS, destroys: true, run } });
  }

  onModuleInit(): void {
    this.settlements.register(IDENTITY_PROVIDER, new WorkloadSettlement(this.providers.providers, this.clock));
    this.settlements.register(BINDING, new WorkloadSettlement(this.bindings.bindings, this.clock));
    this.personalData.register('bindings', (userId) => this.sweep.sweep(userId));
    // A run that fails is repeated after the next interval.
    this.jobs.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.jobs.stop();
  }
}
