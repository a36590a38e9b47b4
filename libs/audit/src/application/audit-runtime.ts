import { type Clock, isOutage, OutcomeUnknown, PartUnavailable, PeriodicJobs, StartError } from '#kernel';
import type { AuditAlarm } from '../ports/audit-alarm.js';
import type { NodeLink } from '../ports/node-link.js';
import type { Appender } from './appending/appender.js';
import type { AuditWriter } from './appending/audit-writer.js';
import type { RepeatedAttempts } from './appending/repeated-attempts.js';
import type { NodeLease } from './settling/node-lease.js';
import type { Sweeper } from './settling/sweeper.js';
import type { UnsettledIntents } from './settling/unsettled-intents.js';
import type { AuditTimings } from './timings.js';
import { TimedOut, within } from './waits.js';

/** Starts and stops the audit of this process, and runs its periodic work. */
export class AuditRuntime {
  private readonly renewals: PeriodicJobs;
  private readonly sweeps: PeriodicJobs;
  private readonly lastWork: (() => Promise<unknown>)[] = [];
  private stopped = false;

  constructor(
    private readonly writer: AuditWriter,
    private readonly lease: NodeLease,
    private readonly link: NodeLink | null,
    readonly appender: Pick<Appender, 'state' | 'look' | 'lookAlone'>,
    private readonly sweeper: Sweeper,
    private readonly unsettled: UnsettledIntents,
    private readonly repeats: RepeatedAttempts,
    private readonly alarm: AuditAlarm,
    private readonly clock: Clock,
    private readonly timings: AuditTimings,
  ) {
    const renew = this.reported('the audit lease could not be renewed', () => this.renew());
    const sweep = this.reported('open intents could not be swept', () => this.sweeper.sweep());
    const flush = this.reported('counts of repeated attempts could not be written', () => this.repeats.flush());
    this.renewals = new PeriodicJobs(clock, {
      renew: { everyMs: timings.renew, run: renew },
      flush: { everyMs: timings.flush, run: flush },
    });
    this.sweeps = new PeriodicJobs(clock, { sweep: { everyMs: timings.sweep, run: sweep } });
  }

  /**
   * PartUnavailable('audit') if the log cannot be read or the lease of this node cannot be written now [R67]; StartError if
   * another try does not help.
   */
  async start(): Promise<void> {
    try {
      await this.writer.start();
      await this.lease.renew();
    } catch (cause) {
      const message = 'the audit log does not answer';
      const mayPass = isOutage(cause) || cause instanceof OutcomeUnknown || cause instanceof TimedOut;
      if (mayPass) throw new PartUnavailable('audit', cause, { code: 'audit_unavailable', message });
      throw Object.assign(new StartError(message), { cause });
    }
    this.renewals.start();
  }

  /**
   * Begins to append for other nodes, and to let another node append for this one. Throws StartError if the address of this
   * node cannot be listened on. A node without an address tells the operator if others have one.
   */
  async join(): Promise<void> {
    if (this.link) return this.link.listen((records) => this.writer.appendFor(records));
    await within(this.clock, this.timings.deadline, this.appender.lookAlone()).catch(() => null);
  }

  /** Begins to settle what dead nodes left open. Called when every feature has registered its settlement. */
  startSweeping(): void {
    this.sweeps.start();
  }

  /**
   * `work` runs at a graceful stop, when every record of this node is written and before it gives up the {@link SweepPlace}.
   * The stop waits for it for 2 s.
   */
  beforeRelease(work: () => Promise<unknown>): void {
    this.lastWork.push(work);
  }

  /** PartUnavailable('audit') if the last write failed or the lease is too old. */
  async check(): Promise<void> {
    if (!this.writer.isWritable || !this.lease.isFresh) throw new PartUnavailable('audit');
  }

  /**
   * Finishes what is open, within a bound, and gives up the lease, so that another node can settle the rest at once. Called
   * after the last request was answered and before the store is closed. Idempotent.
   */
  async stop(): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    this.sweeper.stop();
    const background = Promise.all([this.unsettled.stop(), this.renewals.stop(), this.sweeps.stop()]);
    await within(this.clock, this.timings.stop, background).catch(() => null);
    await within(this.clock, this.timings.stop, this.repeats.flush()).catch(() => null);
    await this.writer.stop(this.timings.stop);
    await within(this.clock, this.timings.deadline, this.link?.close() ?? Promise.resolve()).catch(() => null);
    const last = Promise.all(this.lastWork.map((work) => work()));
    await within(this.clock, this.timings.deadline, last).catch(() => null);
    await this.lease
      .release()
      .catch((error) => this.alarm.raise('the audit lease was not released and runs out by itself', error));
  }

  /** It looks for the appender even if the renewal fails: a node that has the place and does not know appends for nobody. */
  private async renew(): Promise<void> {
    const look = within(this.clock, this.timings.deadline, this.appender.look());
    await Promise.all([this.lease.renew(), look]);
    await this.writer.probe();
  }

  /** `work` with an alarm for the first of several failures in a row. */
  private reported(failure: string, work: () => Promise<void>): () => Promise<void> {
    let failing = false;
    return async () => {
      try {
        await work();
        failing = false;
      } catch (error) {
        if (!failing) this.alarm.raise(failure, error);
        failing = true;
      }
    };
  }
}
