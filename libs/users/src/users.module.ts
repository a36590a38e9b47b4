import { Module, type OnModuleInit } from '@nestjs/common';
import { CursorCodec } from '#access';
import { AuditModule, Settlements } from '#audit';
import { Config } from '#config';
import { Roots } from '#kernel';
import { KeysModule } from '#keys';
import { PoliciesModule } from '#policies';
import { Argon2PasswordHasher } from './adapters/argon2.password-hasher.js';
import { Accounts } from './application/accounts.js';
import { AdministratorRoster } from './application/administrator-roster.js';
import { RoleAssignment } from './application/role-assignment.js';
import { UserAccess } from './application/user-access.js';
import { UserChanges } from './application/user-changes.js';
import { UserCreation } from './application/user-creation.js';
import { UserEditing } from './application/user-editing.js';
import { UserListing } from './application/user-listing.js';
import { UserPublisher } from './application/user-publisher.js';
import { UserRemoval } from './application/user-removal.js';
import { UserSettlement } from './application/user-settlement.js';
import { PASSWORD_CLASSES } from './domain/password-policy.js';
import { UsersController } from './http/users.controller.js';
import { PasswordHasher } from './ports/password-hasher.js';
import { PasswordSettings } from './ports/password-settings.js';

/** UserStore, Roots, Clock and Config come from the global engines module. */
@Module({
  imports: [AuditModule, PoliciesModule, KeysModule],
  controllers: [UsersController],
  providers: [
    {
      provide: PasswordSettings,
      useFactory: ({ passwords }: Config): PasswordSettings => ({
        ...passwords,
        requiredClasses: PASSWORD_CLASSES.filter((name) => passwords.requiredClasses.includes(name)),
      }),
      inject: [Config],
    },
    {
      provide: PasswordHasher,
      useFactory: (roots: Roots, settings: PasswordSettings) => new Argon2PasswordHasher(roots, settings),
      inject: [Roots, PasswordSettings],
    },
    Accounts,
    AdministratorRoster,
    CursorCodec,
    RoleAssignment,
    UserAccess,
    UserChanges,
    UserCreation,
    UserEditing,
    UserListing,
    UserPublisher,
    UserRemoval,
    UserSettlement,
  ],
  exports: [Accounts, AdministratorRoster, PasswordHasher, PasswordSettings, UserChanges],
})
export class UsersModule implements OnModuleInit {
  constructor(
    private readonly settlements: Settlements,
    private readonly settlement: UserSettlement,
  ) {}

  onModuleInit(): void {
    this.settlements.register('user', this.settlement);
  }
}
