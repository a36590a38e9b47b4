import { aRequest } from '#kernel/testing';
import { ANN, auditNode } from '../testing/audit-node.js';
import { READ } from '../testing/audit-records.js';
import { MemoryAuditLog, MemoryNodeLeases } from '../testing/memory-audit-log.js';
import { AUDIT_TIMINGS } from './timings.js';

describe('the last work of a node that stops', () => {
  it('runs after the last record and before the place of the sweeper is free', async () => {
    const log = new MemoryAuditLog();
    const leases = new MemoryNodeLeases();
    const node = auditNode(log, leases);
    await node.runtime.start();
    expect(await node.place.hold()).toBe(true);
    const seen: unknown[] = [];
    const isFree = () => leases.holdSweep('another', node.clock.now(), node.clock.now() + 10_000);
    node.runtime.beforeRelease(async () => seen.push(log.all().length, await isFree()));
    const read = node.trail.succeeded(aRequest(), ANN, READ);
    await node.clock.drive(Promise.all([read, node.runtime.stop()]));
    expect(seen).toEqual([1, false]);
    expect(await isFree()).toBe(true);
  });

  it.each([
    ['hangs', () => new Promise<void>(() => {})],
    ['fails', () => Promise.reject(new Error('a defect'))],
  ])('is left after 2 s, also if it %s', async (_, work) => {
    const node = auditNode();
    await node.runtime.start();
    node.runtime.beforeRelease(work);
    await node.clock.drive(node.runtime.stop(), AUDIT_TIMINGS.deadline + 100);
  });
});
