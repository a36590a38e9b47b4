import { Clock, newId, type RequestContext } from '#kernel';
import { type Audit, assembleAudit } from '../application/assemble.js';
import { type AuditTimings, MONOTONIC, type Monotonic } from '../application/timings.js';
import { MemoryAuditLog, MemoryNodeLeases } from './memory-audit-log.js';

/** The real proportions, ten times as fast. */
export const QUICK: AuditTimings = {
  deadline: 200,
  hang: 300,
  retry: 2,
  retryLongest: 20,
  lease: 1_000,
  renew: 200,
  sweep: 200,
  settle: 500,
  stop: 500,
};

/** A wall clock that a test sets forward. */
export class TestClock extends Clock {
  ahead = 0;

  now(): number {
    return Date.now() + this.ahead;
  }
}

export interface AuditNode extends Audit {
  readonly clock: TestClock;
  readonly alarms: string[];
}

/** One node's audit on a log in memory; give several the same log and leases to have a cluster. */
export function auditNode(
  log: MemoryAuditLog = new MemoryAuditLog(),
  leases: MemoryNodeLeases = new MemoryNodeLeases(),
  options: { timings?: AuditTimings; monotonic?: Monotonic } = {},
): AuditNode {
  const alarms: string[] = [];
  const clock = new TestClock();
  const audit = assembleAudit({
    log,
    leases,
    clock,
    alarm: { raise: (what) => void alarms.push(what) },
    timings: options.timings ?? QUICK,
    monotonic: options.monotonic ?? MONOTONIC,
  });
  return { ...audit, clock, alarms };
}

export function requestContext(changes: Partial<RequestContext> = {}): RequestContext {
  return {
    requestId: newId(),
    receivedAt: Date.now(),
    ip: '203.0.113.7',
    userAgent: 'curl/8.9.1',
    accessReason: null,
    audited: false,
    ...changes,
  };
}

export const ANN = { userId: '01936f3b-11d2-7c05-8e33-5a0c9d7f2e61', username: 'ann' };
