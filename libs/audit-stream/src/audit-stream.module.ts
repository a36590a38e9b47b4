import { Inject, Logger, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { AppendedBatches, AuditLines, AuditModule, AuditRuntime, SweepPlace } from '#audit';
import { type AuditStreamConfig, Config } from '#config';
import { Clock, readAuthorities } from '#kernel';
import { HttpAuditReceiver } from './adapters/http.audit-receiver.js';
import { StdoutAuditReceiver } from './adapters/stdout.audit-receiver.js';
import { AuditStream } from './application/audit-stream.js';
import type { AuditReceiver } from './ports/audit-receiver.js';
import type { StreamAlarm } from './ports/stream-alarm.js';
import { StreamProgress } from './ports/stream-progress.js';

const log = new Logger('audit-stream');

const ALARM: StreamAlarm = { warn: (what) => log.warn(what), tell: (what) => log.log(what) };

function receiverOf(stream: AuditStreamConfig, caFile: string | null, clock: Clock): AuditReceiver {
  if (stream.kind === 'stdout') return new StdoutAuditReceiver(process.stdout);
  const ca = caFile === null ? null : readAuthorities('AUDIT_CA_FILE', caFile);
  return new HttpAuditReceiver({ ...stream, ca }, clock);
}

type Parts = [Config, AuditLines, SweepPlace, StreamProgress, Clock];

/** StreamProgress, Config and Clock come from the global engines module. AuditStream is null without AUDIT_STREAM. */
@Module({
  imports: [AuditModule],
  providers: [
    {
      provide: AuditStream,
      inject: [Config, AuditLines, SweepPlace, StreamProgress, Clock],
      useFactory: (...[{ audit }, lines, place, progress, clock]: Parts) =>
        audit.stream &&
        new AuditStream({
          ...{ lines, place, progress, alarm: ALARM, clock },
          receiver: receiverOf(audit.stream, audit.caFile, clock),
        }),
    },
  ],
  exports: [AuditStream],
})
export class AuditStreamModule implements OnApplicationBootstrap {
  constructor(
    @Inject(AuditStream) private readonly stream: AuditStream | null,
    private readonly appended: AppendedBatches,
    private readonly runtime: AuditRuntime,
  ) {}

  /** By now the audit runs, and the lookup of account names is registered. */
  onApplicationBootstrap(): void {
    const { stream } = this;
    if (stream === null) return;
    this.appended.listen(() => stream.wake());
    this.runtime.beforeRelease(() => stream.stop());
    stream.start();
  }
}
