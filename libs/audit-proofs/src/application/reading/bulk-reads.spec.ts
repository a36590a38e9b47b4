import { ANN, type AuditNode, auditNode, MemoryAuditLog, parseLeaf } from '#audit/testing';
import type { Caller, Principal } from '#kernel';
import { aRequest } from '#kernel/testing';
import { BulkReads, ONE_RECORD_MS } from './bulk-reads.js';

const SESSION = {
  ...ANN,
  ...{ kind: 'person' as const, roles: ['auditor'], credential: 'session-1' },
  ...{ authenticatedAt: 0, mfaAt: null, passwordChangeRequired: false },
};

function caller(changes: Partial<Principal> = {}, ip: string | null = '192.0.2.1'): Caller {
  return { principal: { ...SESSION, ...changes }, request: aRequest({ ip }) };
}

describe('reads of tiles and entries [R71]', () => {
  let log: MemoryAuditLog;
  let node: AuditNode;
  let reads: BulkReads;

  beforeEach(async () => {
    log = new MemoryAuditLog();
    node = auditNode(log);
    await node.runtime.start();
    reads = new BulkReads(node.trail, node.clock);
  });

  afterEach(() => node.clock.drive(node.runtime.stop()));

  const record = (one: Caller) => node.clock.drive(reads.record(one));

  it('are refused while their record cannot be written, each of them', async () => {
    log.hooks.before = (operation) => {
      if (operation === 'append') throw new Error('no');
    };
    const refused = { code: 'audit_unavailable' };
    const both = Promise.allSettled([reads.record(caller()), reads.record(caller())]);
    const reasons = (await node.clock.drive(both)).map((one) => one.status === 'rejected' && one.reason);
    expect(reasons).toEqual([expect.objectContaining(refused), expect.objectContaining(refused)]);
    log.hooks.before = undefined;
    const [next, after] = [caller(), caller()];
    await record(next);
    await record(after);
    const requests = log.all().map(({ leaf }) => parseLeaf(leaf).request_id);
    expect(requests).toContain(next.request.requestId);
    expect(requests).not.toContain(after.request.requestId);
  });

  it('leave one record for a caller and 5 minutes, however many they are', async () => {
    await node.clock.drive(Promise.all(Array.from({ length: 100 }, () => reads.record(caller()))));
    node.clock.at += ONE_RECORD_MS - 1;
    await record(caller());
    expect(log.all()).toHaveLength(1);
    node.clock.at += 1;
    await record(caller());
    expect(log.all()).toHaveLength(2);
  });

  it('leave a record of their own for another account, credential or address', async () => {
    const others = [
      caller(),
      caller({ userId: 'bob' }),
      caller({ credential: 'session-2' }),
      caller({}, '198.51.100.7'),
    ];
    for (const one of [...others, caller({}, null)]) await record(one);
    expect(log.all()).toHaveLength(5);
  });
});
