import { type BeforeApplicationShutdown, Logger, Module, type OnModuleInit } from '@nestjs/common';
import { CursorCodec } from '#access';
import { Config } from '#config';
import { Clock, Roots } from '#kernel';
import { CsvStringifyFormat } from './adapters/csv-stringify.csv-format.js';
import type { LinkKey } from './adapters/link-protocol.js';
import { LogAuditAlarm } from './adapters/log.audit-alarm.js';
import { TlsNodeLink } from './adapters/tls.node-link.js';
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
import { LostIntents } from './application/settling/lost-intents.js';
import { Settlements } from './application/settling/settlements.js';
import { SweepPlace } from './application/settling/sweep-place.js';
import { AuditController } from './http/audit.controller.js';
import { AuditAlarm } from './ports/audit-alarm.js';
import { AuditLog, NodeLeases } from './ports/audit-log.js';
import { CsvFormat } from './ports/csv-format.js';
import { NodeLink } from './ports/node-link.js';

const AUDIT = Symbol('the audit of this node');

const log = new Logger('audit');

type AuditInjected = [AuditLog, NodeLeases, Clock, AuditAlarm, NodeLink | null, Config];

/** The nodes have the same peppers. Each key is named by the version of its pepper. */
function linkKeys(roots: Roots): readonly LinkKey[] {
  return roots
    .deriveAll('node-link')
    .map((key, age) => ({ id: `${roots.peppers[age]?.version}`, bytes: key.export() }));
}

const PARTS = {
  trail: AuditTrail,
  query: AuditQuery,
  lines: AuditLines,
  names: AccountNames,
  erasure: PersonalErasure,
  settlements: Settlements,
  place: SweepPlace,
  lost: LostIntents,
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
      useFactory: () => new LogAuditAlarm((line) => log.error(line)),
    },
    {
      provide: NodeLink,
      useFactory: ({ audit: { nodeAddress } }: Config, roots: Roots) =>
        nodeAddress === null ? null : new TlsNodeLink(nodeAddress, linkKeys(roots)),
      inject: [Config, Roots],
    },
    {
      provide: AUDIT,
      useFactory: (...[auditLog, leases, clock, alarm, link, { audit }]: AuditInjected) =>
        assembleAudit({ log: auditLog, leases, clock, alarm, link, strangersPerMinute: audit.strangersPerMinute }),
      inject: [AuditLog, NodeLeases, Clock, AuditAlarm, NodeLink, Config],
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
