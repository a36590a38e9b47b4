import type { Clock } from '#kernel';
import type { AuditAlarm } from '../ports/audit-alarm.js';
import type { AuditLog, NodeLeases } from '../ports/audit-log.js';
import type { NodeLink } from '../ports/node-link.js';
import { Appender } from './appending/appender.js';
import { AuditWriter } from './appending/audit-writer.js';
import { RepeatedAttempts } from './appending/repeated-attempts.js';
import { AuditRuntime } from './audit-runtime.js';
import { AuditTrail } from './audit-trail.js';
import { AppendedBatches } from './hooks/appended-batches.js';
import { PersonalErasure } from './personal-erasure.js';
import { AccountNames } from './reading/account-names.js';
import { AuditLines } from './reading/audit-lines.js';
import { AuditQuery } from './reading/audit-query.js';
import { ShownRecords } from './reading/shown-records.js';
import { LostIntents } from './settling/lost-intents.js';
import { NodeLease } from './settling/node-lease.js';
import { OrphanedIntents } from './settling/orphaned-intents.js';
import { Settlements } from './settling/settlements.js';
import { SweepPlace } from './settling/sweep-place.js';
import { Sweeper } from './settling/sweeper.js';
import { UnsettledIntents } from './settling/unsettled-intents.js';
import { WatchedIntents } from './settling/watched-intents.js';
import { AUDIT_TIMINGS, type AuditTimings } from './timings.js';

/** What the audit of one node needs. */
export interface AuditParts {
  readonly log: AuditLog;
  readonly leases: NodeLeases;
  readonly clock: Clock;
  readonly alarm: AuditAlarm;
  /** How this node reaches others. Without it, it appends for itself alone. */
  readonly link?: NodeLink | null;
  readonly timings?: AuditTimings;
  /** See {@link RepeatedAttempts}. Without it, every attempt is written in full. */
  readonly strangersPerMinute?: number;
}

/** The audit of one node. Several nodes may share a log. */
export interface Audit {
  readonly node: string;
  readonly trail: AuditTrail;
  readonly query: AuditQuery;
  readonly lines: AuditLines;
  readonly names: AccountNames;
  readonly erasure: PersonalErasure;
  readonly settlements: Settlements;
  readonly place: SweepPlace;
  readonly lost: LostIntents;
  readonly sweeper: Sweeper;
  readonly appended: AppendedBatches;
  readonly runtime: AuditRuntime;
}

/** Connects the parts. Nothing runs before {@link AuditRuntime.start}. */
export function assembleAudit(parts: AuditParts): Audit {
  const { log, leases, clock, alarm, link = null, timings = AUDIT_TIMINGS, strangersPerMinute = 0 } = parts;
  const watched = new WatchedIntents();
  const settlements = new Settlements(alarm, clock, timings);
  const lease = new NodeLease(leases, clock, timings);
  const appended = new AppendedBatches(alarm);
  const appender = new Appender(lease.node, leases, link, clock, alarm);
  const writer = new AuditWriter(lease.node, log, watched, link, appender, appended, clock, timings);
  const unsettled = new UnsettledIntents(writer, settlements, clock, timings);
  const lost = new LostIntents(alarm);
  const orphaned = new OrphanedIntents(lease.node, log, leases, watched, lost, settlements, clock, timings.lease);
  const place = new SweepPlace(lease.node, leases, clock, timings, link);
  const sweeper = new Sweeper(place, orphaned, lost, writer, settlements);
  const repeats = new RepeatedAttempts(writer, clock, strangersPerMinute);
  const trail = new AuditTrail(writer, watched, unsettled, clock, timings, repeats);
  const names = new AccountNames();
  const shown = new ShownRecords(log, names, alarm, clock);
  const query = new AuditQuery(log, trail, names, shown, clock);
  const lines = new AuditLines(log, shown);
  const erasure = new PersonalErasure(log, trail, clock);
  const runtime = new AuditRuntime(writer, lease, link, appender, sweeper, unsettled, repeats, alarm, clock, timings);
  return {
    node: lease.node,
    trail,
    query,
    lines,
    names,
    erasure,
    settlements,
    place,
    lost,
    sweeper,
    appended,
    runtime,
  };
}
