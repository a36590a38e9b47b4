import { Module, type OnModuleInit } from '@nestjs/common';
import { CursorCodec } from '#access';
import { AuditModule, Settlements } from '#audit';
import { IdempotencyModule } from '#idempotency';
import { PoliciesModule } from '#policies';
import { PersonalData, UserSettlement, UsersModule } from '#users';
import { CredentialBounds } from './application/credential-bounds.js';
import { Owners } from './application/owners.js';
import { ProgramRoles } from './application/program-roles.js';
import { ServiceAccountCreation } from './application/service-account-creation.js';
import { ServiceAccountEditing } from './application/service-account-editing.js';
import { ServiceAccountListing } from './application/service-account-listing.js';
import { RESOURCE, ServiceAccountLookup } from './application/service-account-lookup.js';
import { ServiceAccountRemoval } from './application/service-account-removal.js';
import { ServiceAccountViews } from './application/service-account-view.js';
import { ServiceAccountsController } from './http/service-accounts.controller.js';

/** The global engines module provides UserStore, Clock and Roots. */
@Module({
  imports: [AuditModule, IdempotencyModule, PoliciesModule, UsersModule],
  controllers: [ServiceAccountsController],
  providers: [
    CredentialBounds,
    CursorCodec,
    Owners,
    ProgramRoles,
    ServiceAccountCreation,
    ServiceAccountEditing,
    ServiceAccountListing,
    ServiceAccountLookup,
    ServiceAccountRemoval,
    ServiceAccountViews,
  ],
  exports: [CredentialBounds, ServiceAccountLookup],
})
export class ServiceAccountsModule implements OnModuleInit {
  constructor(
    private readonly settlements: Settlements,
    private readonly settlement: UserSettlement,
    private readonly personalData: PersonalData,
    private readonly owners: Owners,
  ) {}

  onModuleInit(): void {
    this.settlements.register(RESOURCE, this.settlement);
    this.personalData.register('ownerships', (userId) => this.owners.sweep(userId));
  }
}
