import { type BeforeApplicationShutdown, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CursorCodec } from '#access';
import { AuditModule, Settlements } from '#audit';
import { Config } from '#config';
import { HandoverModule, WrapSubjects } from '#handover';
import { IdempotencyModule } from '#idempotency';
import { Clock, PeriodicJobs } from '#kernel';
import { MailModule } from '#mail';
import { PoliciesModule } from '#policies';
import { PersonalData, UsersModule } from '#users';
import { HANDED_KEY, HandedKeys } from './application/keys/handed-keys.js';
import { KeyAuthentication } from './application/keys/key-authentication.js';
import { KeyCreation } from './application/keys/key-creation.js';
import { KeyEnding } from './application/keys/key-ending.js';
import { KeyGuesses } from './application/keys/key-guesses.js';
import { KeyLines } from './application/keys/key-lines.js';
import { KeyListing } from './application/keys/key-listing.js';
import { KeyLookup } from './application/keys/key-lookup.js';
import { KeyOwners } from './application/keys/key-owners.js';
import { KeyReminders } from './application/keys/key-reminders.js';
import { KEY_RESOURCE } from './application/keys/key-resource.js';
import { KeyRotation } from './application/keys/key-rotation.js';
import { KeySettlement } from './application/keys/key-settlement.js';
import { KeySweep } from './application/keys/key-sweep.js';
import { KeyUses } from './application/keys/key-uses.js';
import { LeakedKeys } from './application/keys/leaked-keys.js';
import { LiveKeys } from './application/keys/live-keys.js';
import { ApiKeysController } from './http/keys/api-keys.controller.js';
import { LeakedKeysController } from './http/keys/leaked-keys.controller.js';
import { ApiKeySettings } from './ports/key.settings.js';
import { ServiceAccountsModule } from './service-accounts.module.js';

const UPKEEP_MS = 600_000;

/** Keys of service accounts. The global engines module provides ApiKeyStore, Clock and Config. */
@Module({
  imports: [
    ...[AuditModule, HandoverModule, IdempotencyModule, PoliciesModule, MailModule, UsersModule],
    ServiceAccountsModule,
  ],
  controllers: [ApiKeysController, LeakedKeysController],
  providers: [
    {
      provide: ApiKeySettings,
      inject: [Config],
      useFactory: ({ serviceAccounts }: Config): ApiKeySettings => ({
        maxAgeMs: serviceAccounts.keyMaxAgeSeconds * 1_000,
      }),
    },
    ...[
      CursorCodec,
      HandedKeys,
      KeyAuthentication,
      KeyCreation,
      KeyEnding,
      KeyGuesses,
      KeyLines,
      KeyListing,
      KeyLookup,
    ],
    ...[KeyOwners, KeyReminders, KeyRotation, KeySettlement, KeySweep, KeyUses, LeakedKeys, LiveKeys],
  ],
  exports: [KeyAuthentication, KeyGuesses],
})
export class ApiKeysModule implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly jobs: PeriodicJobs<'reminders' | 'sweep'>;

  constructor(
    private readonly settlements: Settlements,
    private readonly settlement: KeySettlement,
    private readonly personalData: PersonalData,
    private readonly sweep: KeySweep,
    private readonly uses: KeyUses,
    private readonly subjects: WrapSubjects,
    private readonly handed: HandedKeys,
    reminders: KeyReminders,
    clock: Clock,
  ) {
    this.jobs = new PeriodicJobs(clock, {
      // Both remove keys, by the time that the clock shows.
      reminders: { everyMs: UPKEEP_MS, destroys: true, run: (stop) => reminders.run(stop) },
      sweep: { everyMs: UPKEEP_MS, destroys: true, run: (stop) => sweep.run(stop) },
    });
  }

  onModuleInit(): void {
    this.settlements.register(KEY_RESOURCE, this.settlement);
    this.subjects.register(HANDED_KEY, (wrap) => this.handed.stands(wrap));
    this.personalData.register('api_keys', (userId) => this.sweep.sweep(userId));
    // A run that fails is repeated after the next interval.
    this.jobs.start();
  }

  /** Before the store closes. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.uses.close();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.jobs.stop();
  }
}
