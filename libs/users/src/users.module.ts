import { Module, type OnModuleInit } from '@nestjs/common';
import { CursorCodec } from '#access';
import { AuditModule, Settlements } from '#audit';
import { Config } from '#config';
import { IdempotencyModule } from '#idempotency';
import { Roots } from '#kernel';
import { KeysModule } from '#keys';
import { PoliciesModule } from '#policies';
import { Argon2PasswordHasher } from './adapters/argon2.password-hasher.js';
import { BcryptImportedHasher } from './adapters/bcrypt.imported-hasher.js';
import { ZxcvbnCommonPasswords } from './adapters/zxcvbn.common-passwords.js';
import { Accounts } from './application/accounts.js';
import { AdministratorRoster } from './application/administrator-roster.js';
import { Credentials } from './application/credentials.js';
import { ErasureProof } from './application/erasure-proof.js';
import { PasswordGeneration } from './application/password-generation.js';
import { PasswordPolicy } from './application/password-policy.js';
import { PersonalData } from './application/personal-data.js';
import { RoleAssignment } from './application/role-assignment.js';
import { UserAccess } from './application/user-access.js';
import { UserChanges } from './application/user-changes.js';
import { UserCreation } from './application/user-creation.js';
import { UserEditing } from './application/user-editing.js';
import { UserImport } from './application/user-import.js';
import { UserListing } from './application/user-listing.js';
import { UserPublisher } from './application/user-publisher.js';
import { UserRemoval } from './application/user-removal.js';
import { UserSettlement } from './application/user-settlement.js';
import { PASSWORD_CLASSES } from './domain/password-policy.js';
import { ToolsController } from './http/tools.controller.js';
import { UsersController } from './http/users.controller.js';
import { CommonPasswords } from './ports/common-passwords.js';
import { ImportedHasher } from './ports/imported-hasher.js';
import { PasswordHasher } from './ports/password-hasher.js';
import { PasswordSettings } from './ports/password-settings.js';

/** UserStore, Roots, Clock and Config come from the global engines module. */
@Module({
  imports: [AuditModule, IdempotencyModule, PoliciesModule, KeysModule],
  controllers: [UsersController, ToolsController],
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
    { provide: ImportedHasher, useFactory: () => new BcryptImportedHasher() },
    { provide: CommonPasswords, useFactory: () => new ZxcvbnCommonPasswords() },
    Accounts,
    AdministratorRoster,
    Credentials,
    CursorCodec,
    ErasureProof,
    PasswordGeneration,
    PasswordPolicy,
    PersonalData,
    RoleAssignment,
    UserAccess,
    UserChanges,
    UserCreation,
    UserEditing,
    UserImport,
    UserListing,
    UserPublisher,
    UserRemoval,
    UserSettlement,
  ],
  exports: [
    Accounts,
    AdministratorRoster,
    Credentials,
    PasswordHasher,
    PasswordPolicy,
    PasswordSettings,
    PersonalData,
    UserAccess,
    UserChanges,
    UserImport,
  ],
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
