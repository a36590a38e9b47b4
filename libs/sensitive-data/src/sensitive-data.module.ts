import { Module, type OnModuleInit } from '@nestjs/common';
import { CursorCodec } from '#access';
import { AuditModule, Settlements } from '#audit';
import { Config } from '#config';
import { IdempotencyModule } from '#idempotency';
import { KeysModule, SealedHolders } from '#keys';
import { PersonalData, UsersModule } from '#users';
import { ChangeRecord } from './application/change-record.js';
import { CreateRecord } from './application/create-record.js';
import { OwnRecords, SENSITIVE_DATA } from './application/own-records.js';
import { RecordOwners } from './application/record-owners.js';
import { RecordSealing } from './application/record-sealing.js';
import { RecordSettlement } from './application/record-settlement.js';
import { ResealRecords } from './application/reseal-records.js';
import { ShowRecords } from './application/show-records.js';
import { SensitiveDataController } from './http/sensitive-data.controller.js';
import { SensitiveDataSettings } from './ports/sensitive-data.settings.js';

/** SensitiveDataStore, Clock, Roots and Config come from the global modules of the engines and the api. */
@Module({
  imports: [AuditModule, IdempotencyModule, KeysModule, UsersModule],
  controllers: [SensitiveDataController],
  providers: [
    {
      provide: SensitiveDataSettings,
      inject: [Config],
      useFactory: ({ sensitiveData }: Config): SensitiveDataSettings => sensitiveData,
    },
    CursorCodec,
    OwnRecords,
    RecordOwners,
    RecordSealing,
    RecordSettlement,
    ResealRecords,
    CreateRecord,
    ShowRecords,
    ChangeRecord,
  ],
})
export class SensitiveDataModule implements OnModuleInit {
  constructor(
    private readonly settlements: Settlements,
    private readonly settlement: RecordSettlement,
    private readonly holders: SealedHolders,
    private readonly resealing: ResealRecords,
    private readonly personal: PersonalData,
    private readonly owners: RecordOwners,
  ) {}

  onModuleInit(): void {
    this.settlements.register(SENSITIVE_DATA, this.settlement);
    this.holders.register(this.resealing);
    this.personal.register('sensitive_data', (userId) => this.owners.sweep(userId));
  }
}
