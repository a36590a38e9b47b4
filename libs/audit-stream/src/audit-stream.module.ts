import { readFileSync } from 'node:fs';
import { Inject, Logger, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { AppendedBatches, AuditLines, AuditModule, AuditRuntime, SweepPlace } from '#audit';
import { type AuditStreamConfig, Config } from '#config';
import { Clock, StartError } from '#kernel';
import { HttpAuditReceiver } from './adapters/http.audit-receiver.js';
import { StdoutAuditReceiver } from './adapters/stdout.audit-receiver.js';
import { AuditStream } from './application/audit-stream.js';
import type { AuditReceiver } from './ports/audit-receiver.js';
import type { StreamAlarm } from './ports/stream-alarm.js';
import { StreamProgress } from './ports/stream-progress.js';

const log = new Logger('audit-stream');

const ALARM: StreamAlarm = { warn: (what) => log.warn(what), tell: (what) => log.log(what) };

function receiverOf(stream: AuditStreamConfig, clock: Clock): AuditReceiver {
  if (stream.kind === 'stdout') return new StdoutAuditReceiver(process.stdout);
  return new HttpAuditReceiver({ ...stream, ca: authoritiesOf(stream.caFile) }, clock);
}

function authoritiesOf(file: string | null): string | null {
  try {
    return file === null ? null : readFileSync(file, 'utf8');
  } catch {
    throw new StartError('AUDIT_CA_FILE cannot be read.');
  }
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
        new AuditStream({ lines, place, progress, receiver: receiverOf(audit.stream, clock), alarm: ALARM, clock }),
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
