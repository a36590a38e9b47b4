import type { OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import type { AuditTrail } from '#audit';
import { type Clock, ownRequest, type TimeKeeper } from '#kernel';

const JUMPED =
  'the wall clock jumped; the server goes on with its own time, and what cannot be undone waits: set the clock of the machine right';
const APART =
  'the time differs from the time that the store saw last; what cannot be undone waits: check the clock of every machine';

/**
 * Tells the operator of each jump of the wall clock, and of a time that differs from what the store saw last: by a line
 * in the log with the numbers, and by a record `clock:jump` in the audit.
 */
export class ClockWatch implements OnApplicationBootstrap {
  /** What happened before the audit could be written. Null: it can. */
  private early: string[] | null = [];

  constructor(
    private readonly clock: Clock,
    keeper: TimeKeeper,
    private readonly trail: AuditTrail,
    private readonly logger: Logger,
  ) {
    clock.watch((by) => this.tell(by, 'clock_jump_ms', JUMPED));
    keeper.watch((by) => this.tell(by, 'clock_apart_ms', APART));
  }

  onApplicationBootstrap(): void {
    const early = this.early ?? [];
    this.early = null;
    for (const what of early) this.record(what);
  }

  private tell(by: number, field: string, text: string): void {
    this.logger.warn({ [field]: by, rest_ms: this.clock.restMs }, text);
    const what = `${field} ${by}`;
    if (this.early) this.early.push(what);
    else this.record(what);
  }

  private record(what: string): void {
    const request = ownRequest(this.clock, 'coffer-clock', what);
    const about = { action: 'clock:jump', resourceType: 'clock', resourceId: null } as const;
    this.trail.succeeded(request, null, about).catch((err: unknown) => {
      this.logger.error({ err }, 'a jump of the clock is not in the audit');
    });
  }
}
