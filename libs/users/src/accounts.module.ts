import { Module } from '@nestjs/common';
import { AuditModule } from '#audit';
import { ModelModule } from '#policies';
import { AccountChanges } from './application/accounts/account-changes.js';
import { AdministratorRoster } from './application/accounts/administrator-roster.js';
import { RoleAssignment } from './application/accounts/role-assignment.js';
import { UserChanges } from './application/accounts/user-changes.js';
import { UserPublisher } from './application/accounts/user-publisher.js';
import { AdministratorRepair } from './application/repair/administrator-repair.js';

const SERVICES = [AccountChanges, AdministratorRepair, AdministratorRoster, RoleAssignment, UserChanges, UserPublisher];

/**
 * Changes of accounts without a keyring: so that a command can make them beside a running server. The global engines
 * module provides UserStore, AuthorizationModelStore and Clock.
 */
@Module({ imports: [AuditModule, ModelModule], providers: SERVICES, exports: [...SERVICES, ModelModule] })
export class AccountsModule {}
