import { type AuditNode, auditNode } from '../../testing/audit-node.js';
import { MemoryAuditLog, MemoryNodeLeases } from '../../testing/memory-audit-log.js';
import { AUDIT_TIMINGS } from '../timings.js';

describe('open intents that are lost', () => {
  let log: MemoryAuditLog;
  let leases: MemoryNodeLeases;
  let node: AuditNode;
  beforeEach(async () => {
    log = new MemoryAuditLog();
    leases = new MemoryNodeLeases();
    node = auditNode(log, leases);
    await node.runtime.start();
  });
  afterEach(() => node.clock.drive(node.runtime.stop()));

  /** As a store tells of rows that somebody damaged. */
  function lose(...seqs: number[]): void {
    log.openIntents = async () =>
      seqs.map((seq) => ({ seq, damage: { first: seq, last: seq, what: `Record ${seq} cannot be read.` } }));
  }
  const toldOf = (seq: number) =>
    `the audit log is damaged: Record ${seq} cannot be read. It is an open intent: nobody can tell its outcome, and no record from it on can be archived`;

  it('are told to the operator once, and counted until they are whole again', async () => {
    await node.sweeper.sweep();
    expect([node.alarms, node.lost.count]).toEqual([[], 0]);
    lose(7);
    for (let turn = 0; turn < 3; turn += 1) await node.sweeper.sweep();
    expect([node.alarms, node.lost.count]).toEqual([[toldOf(7)], 1]);
    lose();
    await node.sweeper.sweep();
    expect(node.lost.count).toBe(0);
  });

  it('are told again when another one is the oldest, or there are more', async () => {
    lose(7);
    await node.sweeper.sweep();
    lose(5, 7);
    await node.sweeper.sweep();
    lose(5, 7, 9);
    await node.sweeper.sweep();
    expect(node.alarms).toEqual([
      toldOf(7),
      `${toldOf(5)}; 1 more of them is lost`,
      `${toldOf(5)}; 2 more of them are lost`,
    ]);
  });

  it('are forgotten by a node that sweeps no more, and not told again when it sweeps anew', async () => {
    lose(7);
    await node.sweeper.sweep();
    node.clock.at += AUDIT_TIMINGS.lease * 2;
    await leases.holdSweep('another', node.clock.now(), node.clock.now() + AUDIT_TIMINGS.lease);
    await node.sweeper.sweep();
    expect(node.lost.count).toBe(0);
    node.clock.at += AUDIT_TIMINGS.lease * 2;
    await node.sweeper.sweep();
    expect([node.alarms, node.lost.count]).toEqual([[toldOf(7)], 1]);
  });
});
