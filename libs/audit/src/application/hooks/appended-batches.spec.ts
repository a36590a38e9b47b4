import { PartUnavailable } from '#kernel';
import { aRequest } from '#kernel/testing';
import { ANN, auditNode } from '../../testing/audit-node.js';
import { READ } from '../../testing/audit-records.js';
import { MemoryAuditLog } from '../../testing/memory-audit-log.js';

describe('the batches that a node appended', () => {
  async function aNode() {
    const log = new MemoryAuditLog();
    const node = auditNode(log);
    await node.runtime.start();
    return { log, node };
  }

  it('are not told if they were refused', async () => {
    const { log, node } = await aNode();
    const told: number[] = [];
    node.appended.listen(({ first }) => told.push(first));
    log.hooks.before = (operation) => {
      if (operation === 'append') throw new PartUnavailable('store');
    };
    await expect(node.clock.drive(node.trail.succeeded(aRequest(), ANN, READ))).rejects.toMatchObject({
      code: 'audit_unavailable',
    });
    expect(told).toEqual([]);
    await node.clock.drive(node.runtime.stop());
  });

  it('are told when they are durable, in their order, each once', async () => {
    const { log, node } = await aNode();
    const told: string[] = [];
    node.appended.listen(({ records }) => told.push(...records.map(({ leaf }) => leaf)));
    for (let read = 0; read < 3; read++) await node.clock.drive(node.trail.succeeded(aRequest(), ANN, READ));
    expect(told).toEqual(log.all().map(({ leaf }) => leaf));
    expect(told).toHaveLength(3);
    await node.clock.drive(node.runtime.stop());
  });

  it('answer a request also if a listener fails, and tell the operator and the other listeners', async () => {
    const { node } = await aNode();
    const told: number[] = [];
    node.appended.listen(() => {
      throw new Error('a defect');
    });
    node.appended.listen(({ first }) => told.push(first));
    await node.clock.drive(node.trail.succeeded(aRequest(), ANN, READ));
    expect(told).toEqual([1]);
    expect(node.alarms).toEqual(['a batch of the audit was not noted by a part that follows it']);
    await node.clock.drive(node.runtime.stop());
  });
});
