import { type BeforeApplicationShutdown, Logger, Module, type OnModuleInit } from '@nestjs/common';
import { CursorCodec } from '#access';
import { Config } from '#config';
import { Clock } from '#kernel';
import { CsvStringifyFormat } from './adapters/csv-stringify.csv-format.js';
import { type Audit, assembleAudit } from './application/assemble.js';
import { AuditRuntime } from './application/audit-runtime.js';
import { AuditTrail } from './application/audit-trail.js';
import { AppendedBatches } from './application/hooks/appended-batches.js';
import { PublishedSize } from './application/hooks/published-size.js';
import { PersonalErasure } from './application/personal-erasure.js';
import { AccountNames } from './application/reading/account-names.js';
import { AuditExport } from './application/reading/audit-export.js';
import { AuditLines } from './application/reading/audit-lines.js';
import { AuditQuery } from './application/reading/audit-query.js';
import { Settlements } from './application/settling/settlements.js';
import { SweepPlace } from './application/settling/sweep-place.js';
import { AuditController } from './http/audit.controller.js';
import { AuditAlarm } from './ports/audit-alarm.js';
import { AuditLog, NodeLeases } from './ports/audit-log.js';
import { CsvFormat } from './ports/csv-format.js';

const AUDIT = Symbol('the audit of this node');

const log = new Logger('audit');

const PARTS = {
  trail: AuditTrail,
  query: AuditQuery,
  lines: AuditLines,
  names: AccountNames,
  erasure: PersonalErasure,
  settlements: Settlements,
  place: SweepPlace,
  appended: AppendedBatches,
  runtime: AuditRuntime,
} as const;

/** AuditLog, NodeLeases, Clock and Roots come from the global engines module. */
@Module({
  controllers: [AuditController],
  providers: [
    CursorCodec,
    PublishedSize,
    { provide: CsvFormat, useClass: CsvStringifyFormat },
    {
      provide: AuditExport,
      useFactory: (query: AuditQuery, csv: CsvFormat) => new AuditExport(query, csv),
      inject: [AuditQuery, CsvFormat],
    },
    {
      provide: AuditAlarm,
      useValue: {
        raise: (what, cause) => log.error(`${what} (${cause instanceof Error ? cause.name : 'unknown'})`),
      } satisfies AuditAlarm,
    },
    {
      provide: AUDIT,
      useFactory: (auditLog: AuditLog, leases: NodeLeases, clock: Clock, alarm: AuditAlarm, { audit }: Config) =>
        assembleAudit({ log: auditLog, leases, clock, alarm, strangersPerMinute: audit.strangersPerMinute }),
      inject: [AuditLog, NodeLeases, Clock, AuditAlarm, Config],
    },
    ...(Object.keys(PARTS) as (keyof typeof PARTS)[]).map((name) => ({
      provide: PARTS[name],
      useFactory: (audit: Audit) => audit[name],
      inject: [AUDIT],
    })),
  ],
  exports: [...Object.values(PARTS), AuditAlarm, PublishedSize],
})
export class AuditModule implements OnModuleInit, BeforeApplicationShutdown {
  constructor(private readonly runtime: AuditRuntime) {}

  async onModuleInit(): Promise<void> {
    await this.runtime.start();
  }

  /** Called after the last request was answered and before the store is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.runtime.stop();
  }
}
