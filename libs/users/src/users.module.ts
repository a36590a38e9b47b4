import { Logger, Module, type OnModuleInit } from '@nestjs/common';
import { CursorCodec } from '#access';
import { AccountNames, AuditModule, Settlements } from '#audit';
import { Config } from '#config';
import { HandoverModule, WrapMakers, Wraps } from '#handover';
import { CreationErasure, IdempotencyModule } from '#idempotency';
import { Roots, type Stored } from '#kernel';
import { KeysModule } from '#keys';
import { PoliciesModule } from '#policies';
import { AccountsModule } from './accounts.module.js';
import { Argon2PasswordHasher } from './adapters/argon2.password-hasher.js';
import { BcryptImportedHasher } from './adapters/bcrypt.imported-hasher.js';
import { FileBreachedPasswords } from './adapters/breaches/file.breached-passwords.js';
import { NoBreachedPasswords } from './adapters/breaches/no-breached-passwords.js';
import { RangeApiBreachedPasswords } from './adapters/breaches/range-api.breached-passwords.js';
import { ZxcvbnCommonPasswords } from './adapters/strength/zxcvbn.common-passwords.js';
import { ZxcvbnPasswordMeter } from './adapters/strength/zxcvbn.password-meter.js';
import { AccountOpening } from './application/accounts/account-opening.js';
import { AccountPages } from './application/accounts/account-pages.js';
import { Accounts } from './application/accounts/accounts.js';
import { AdministratorRoster } from './application/accounts/administrator-roster.js';
import { HandoverMakers } from './application/accounts/handover-makers.js';
import { UserAccess } from './application/accounts/user-access.js';
import { AddressChanges } from './application/administration/address-changes.js';
import { Invitations } from './application/administration/invitations.js';
import { UserCreation } from './application/administration/user-creation.js';
import { UserEditing } from './application/administration/user-editing.js';
import { UserImport } from './application/administration/user-import.js';
import { UserInvitations } from './application/administration/user-invitations.js';
import { UserListing } from './application/administration/user-listing.js';
import { Credentials } from './application/passwords/credentials.js';
import { HashingWays } from './application/passwords/hashing-ways.js';
import { PasswordGeneration } from './application/passwords/password-generation.js';
import { PasswordPolicy } from './application/passwords/password-policy.js';
import { ErasureProof } from './application/removal/erasure-proof.js';
import { PersonalData } from './application/removal/personal-data.js';
import { UserRemoval } from './application/removal/user-removal.js';
import { UserSettlement } from './application/removal/user-settlement.js';
import type { User } from './domain/accounts/user.js';
import { PASSWORD_CLASSES } from './domain/passwords/password-policy.js';
import { OwnAccountController } from './http/own-account.controller.js';
import { ToolsController } from './http/tools.controller.js';
import { UserInvitationController } from './http/user-invitation.controller.js';
import { UsersController } from './http/users.controller.js';
import { BreachedPasswords } from './ports/breached-passwords.js';
import { CommonPasswords } from './ports/common-passwords.js';
import { ImportedHasher } from './ports/imported-hasher.js';
import { PasswordSettings } from './ports/password.settings.js';
import { PasswordHasher } from './ports/password-hasher.js';
import { PasswordMeter } from './ports/password-meter.js';

const log = new Logger('users');

/** The messages of the hashing libraries are fixed texts, such as `Memory allocation error`. */
function hashingFailed(cause: unknown): void {
  log.error(`a password could not be hashed (${cause instanceof Error ? cause.message : 'unknown'})`);
}

/** A list that cannot be read refuses nothing: otherwise nobody could choose a password. */
function breachListFailed(cause: unknown): void {
  const name = cause instanceof Error ? cause.name : 'unknown';
  log.warn(`a new password was not looked up in the list of lost ones, since it cannot be read (${name})`);
}

async function breachListOf({ breachList }: Config['passwords']): Promise<BreachedPasswords> {
  if (breachList === null) return new NoBreachedPasswords();
  if ('url' in breachList) return new RangeApiBreachedPasswords(breachList.url, breachListFailed);
  const list = new FileBreachedPasswords(breachList.file, breachListFailed);
  await list.check();
  return list;
}

/** A tombstone has no name. */
function presentName(stored: Stored<User> | null): string | null {
  return stored === null || stored.value.state === 'deleted' ? null : stored.value.username;
}

/** The global engines module provides UserStore, Roots, Clock and Config. */
@Module({
  imports: [AuditModule, HandoverModule, IdempotencyModule, PoliciesModule, KeysModule, AccountsModule],
  controllers: [UsersController, UserInvitationController, OwnAccountController, ToolsController],
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
      useFactory: (roots: Roots, settings: PasswordSettings) =>
        new Argon2PasswordHasher(roots, settings, hashingFailed),
      inject: [Roots, PasswordSettings],
    },
    { provide: ImportedHasher, useFactory: () => new BcryptImportedHasher(hashingFailed) },
    { provide: PasswordMeter, useFactory: () => new ZxcvbnPasswordMeter() },
    { provide: BreachedPasswords, useFactory: ({ passwords }: Config) => breachListOf(passwords), inject: [Config] },
    { provide: CommonPasswords, useFactory: () => new ZxcvbnCommonPasswords() },
    AccountOpening,
    AccountPages,
    Accounts,
    Credentials,
    CursorCodec,
    ErasureProof,
    HandoverMakers,
    HashingWays,
    AddressChanges,
    Invitations,
    PasswordGeneration,
    PasswordPolicy,
    PersonalData,
    UserAccess,
    UserCreation,
    UserEditing,
    UserImport,
    UserInvitations,
    UserListing,
    UserRemoval,
    UserSettlement,
  ],
  exports: [
    AccountOpening,
    AccountPages,
    Accounts,
    AccountsModule,
    Credentials,
    HashingWays,
    AddressChanges,
    Invitations,
    PasswordHasher,
    PasswordPolicy,
    PasswordSettings,
    PersonalData,
    UserAccess,
    UserImport,
    UserRemoval,
    UserSettlement,
  ],
})
export class UsersModule implements OnModuleInit {
  constructor(
    private readonly settlements: Settlements,
    private readonly settlement: UserSettlement,
    private readonly roster: AdministratorRoster,
    private readonly personalData: PersonalData,
    private readonly creations: CreationErasure,
    private readonly names: AccountNames,
    private readonly accounts: Accounts,
    private readonly wraps: Wraps,
    private readonly makers: WrapMakers,
    private readonly handoverMakers: HandoverMakers,
  ) {}

  async onModuleInit(): Promise<void> {
    this.personalData.register('idempotency_keys', (userId) => this.creations.sweep(userId));
    this.personalData.register('wraps', (userId) => this.wraps.erase(userId));
    this.makers.register((id) => this.handoverMakers.find(id));
    this.settlements.register('user', this.settlement);
    this.names.register(async (id) => presentName(await this.accounts.loadOfAnyKind(id)));
    await this.roster.complete();
  }
}
