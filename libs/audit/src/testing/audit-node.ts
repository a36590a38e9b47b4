import { ManualClock } from '#kernel/testing';
import { type Audit, assembleAudit } from '../application/assemble.js';
import type { NodeLink } from '../ports/node-link.js';
import { MemoryAuditLog, MemoryNodeLeases } from './memory-audit-log.js';

export interface AuditNode extends Audit {
  readonly clock: ManualClock;
  /** What was reported to the operator. */
  readonly alarms: string[];
}

/**
 * One node's audit on a log in memory. Nodes with the same log and leases form a cluster. Nodes with the same clock
 * live at the same time.
 */
export function auditNode(
  log: MemoryAuditLog = new MemoryAuditLog(),
  leases: MemoryNodeLeases = new MemoryNodeLeases(),
  clock: ManualClock = new ManualClock(),
  strangersPerMinute = 0,
  link: NodeLink | null = null,
): AuditNode {
  const alarms: string[] = [];
  const alarm = { raise: (what: string) => void alarms.push(what) };
  return { ...assembleAudit({ log, leases, clock, alarm, strangersPerMinute, link }), clock, alarms };
}

export const ANN = { userId: '01936f3b-11d2-7c05-8e33-5a0c9d7f2e61', username: 'ann' };
