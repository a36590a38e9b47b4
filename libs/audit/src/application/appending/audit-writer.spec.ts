import { OutcomeUnknown, PartUnavailable } from '#kernel';
import { aRequest, ManualClock } from '#kernel/testing';
import { ANN, type AuditNode, auditNode } from '../../testing/audit-node.js';
import { aRecord, batchOf, copiesOf } from '../../testing/audit-records.js';
import { MemoryAuditLog, MemoryNodeLeases } from '../../testing/memory-audit-log.js';
import { AUDIT_TIMINGS } from '../timings.js';

function read(node: AuditNode, resourceId: string): Promise<void> {
  return node.trail.succeeded(aRequest(), ANN, { action: 'secret:reveal', resourceType: 'secret', resourceId });
}

function expectWhole(log: MemoryAuditLog, resources: readonly string[]): void {
  const leaves = log.leaves();
  expect(leaves.map(({ seq }) => seq)).toEqual(leaves.map((_, index) => index + 1));
  expect(leaves.map((leaf) => leaf.resource_id).sort()).toEqual([...resources].sort());
}

describe('the audit writer', () => {
  const nodes: AuditNode[] = [];
  let clock: ManualClock;

  beforeEach(() => {
    clock = new ManualClock();
  });

  afterEach(async () => {
    await clock.drive(Promise.all(nodes.splice(0).map((node) => node.runtime.stop())));
  });

  async function startNode(log: MemoryAuditLog, leases = new MemoryNodeLeases()): Promise<AuditNode> {
    const node = auditNode(log, leases, clock);
    nodes.push(node);
    await node.runtime.start();
    return node;
  }

  it('writes each record exactly once, although appends fail or lose their answers [R68]', async () => {
    const log = new MemoryAuditLog();
    const node = await startNode(log);
    let attempt = 0;
    log.hooks.before = (operation) => {
      if (operation !== 'append') return;
      attempt++;
      if (attempt % 5 === 1) throw new PartUnavailable('store');
      if (attempt % 5 === 2) throw new OutcomeUnknown();
    };
    log.hooks.after = (operation) => {
      if (operation === 'append' && attempt % 5 === 3) throw new OutcomeUnknown();
    };
    const names = Array.from({ length: 2_000 }, (_, index) => `r${index}`);
    await clock.drive(
      Promise.all(
        names.map(async (name, index) => {
          await clock.sleep((index % 40) * 20);
          await read(node, name);
        }),
      ),
    );
    expectWhole(log, names);
    expect(attempt).toBeGreaterThan(10);
  });

  it('never divides the records of one request between two writes, and is done when all are durable [R113]', async () => {
    const log = new MemoryAuditLog();
    const node = await startNode(log);
    const groups = [100, 100, 100, 256, 1, 40, 250].map((size, group) =>
      Array.from({ length: size }, (_, index) => `g${group}-${index}`),
    );
    const writes: string[][] = [];
    log.hooks.before = (operation, batch) => {
      if (operation === 'append') writes.push((batch?.records ?? []).map(({ leaf }) => JSON.parse(leaf).resource_id));
    };
    const what = { action: 'secret:reveal', resourceType: 'secret' } as const;
    const writing = groups.flatMap((ids, group) => [
      node.trail.together(
        aRequest(),
        ANN,
        ids.map((resourceId) => ({ outcome: 'failed', what: { ...what, resourceId } })),
      ),
      read(node, `s${group}`),
    ]);
    await clock.drive(Promise.all(writing));
    for (const ids of groups)
      expect(writes.filter((write) => write.includes(ids[0] ?? ''))).toEqual([expect.arrayContaining(ids)]);
    expect(Math.max(...writes.map((write) => write.length))).toBeLessThanOrEqual(256);
    expectWhole(log, [...groups.flat(), ...groups.map((_, group) => `s${group}`)]);
  });

  it('refuses a group as a whole when the log does not answer', async () => {
    const log = new MemoryAuditLog();
    const node = await startNode(log);
    log.hooks.before = (operation) => {
      if (operation === 'append') throw new PartUnavailable('store');
    };
    const what = { action: 'secret:reveal', resourceType: 'secret', resourceId: 'a' } as const;
    const group = [
      { outcome: 'succeeded', what },
      { outcome: 'failed', what },
    ] as const;
    const writing = node.trail.together(aRequest(), ANN, group).catch((error) => error.code);
    await clock.advance(AUDIT_TIMINGS.deadline);
    expect(await writing).toBe('audit_unavailable');
    delete log.hooks.before;
    await clock.drive(read(node, 'later'));
    expectWhole(log, ['later']);
  });

  it('keeps a batch that may still land, even after a later attempt wrote nothing [R68]', async () => {
    const log = new MemoryAuditLog();
    const node = await startNode(log);
    const answers = [
      () => new OutcomeUnknown(),
      () => new PartUnavailable('store'),
      () => new PartUnavailable('store'),
    ];
    log.hooks.after = (operation) => {
      const answer = operation === 'append' ? answers.shift() : undefined;
      if (answer) throw answer();
    };
    await clock.drive(Promise.all([read(node, 'a'), read(node, 'b')]));
    await read(node, 'c');
    expectWhole(log, ['a', 'b', 'c']);
  });

  it('sends a hanging batch again under its own id, and no other batch before it [R68]', async () => {
    const log = new MemoryAuditLog();
    const node = await startNode(log);
    const sent: string[] = [];
    const hanging = Promise.withResolvers<void>();
    log.hooks.before = (operation, batch) => {
      if (operation !== 'append' || !batch) return;
      sent.push(batch.batchId);
      if (sent.length === 1) return hanging.promise;
    };
    const first = read(node, 'a').catch((error: unknown) => error);
    await clock.advance(AUDIT_TIMINGS.hang - 1_000);
    expect(await first).toBeInstanceOf(PartUnavailable);
    await clock.drive(read(node, 'b'));
    hanging.resolve();
    await read(node, 'c');
    expect(sent[1]).toBe(sent[0]);
    expectWhole(log, ['a', 'b', 'c']);
  });

  it('shares one durable write among at most 256 records that wait', async () => {
    const log = new MemoryAuditLog();
    const node = await startNode(log);
    const sizes: number[] = [];
    log.hooks.before = (operation, batch) => {
      if (operation === 'append' && batch) sizes.push(batch.records.length);
    };
    await clock.drive(Promise.all(Array.from({ length: 600 }, (_, index) => read(node, `r${index}`))));
    expect(sizes).toEqual([256, 256, 88]);
  });

  it('appends 10,000 records from two nodes without a fork or a gap [R70]', async () => {
    const log = new MemoryAuditLog();
    const leases = new MemoryNodeLeases();
    const pair = [await startNode(log, leases), await startNode(log, leases)];
    log.hooks.before = (operation) => (operation === 'append' ? clock.sleep(1) : undefined);
    const names = Array.from({ length: 10_000 }, (_, index) => `r${index}`);
    const slowest = [0, 0];
    const lanes = Array.from({ length: 64 }, async (_, lane) => {
      const side = lane % 2;
      const node = pair[side];
      if (!node) return;
      for (let index = lane; index < names.length; index += 64) {
        const began = clock.now();
        await read(node, `r${index}`);
        slowest[side] = Math.max(slowest[side] ?? 0, clock.now() - began);
      }
    });
    await clock.drive(Promise.all(lanes));
    expectWhole(log, names);
    expect(new Set(log.leaves().map(({ node }) => node)).size).toBe(2);
    expect(Math.max(...slowest)).toBeLessThan(AUDIT_TIMINGS.deadline);
  });

  it('lets a node write single records while another appends without a pause', async () => {
    const log = new MemoryAuditLog();
    const leases = new MemoryNodeLeases();
    const busy = await startNode(log, leases);
    const quiet = await startNode(log, leases);
    // The quiet node is farther away: each of its operations takes longer than the next append of the busy node.
    log.hooks.before = (operation, batch) => {
      const far = batch?.records[0]?.leaf.includes(quiet.node) || operation === 'head';
      return clock.sleep(far ? 4 : 3);
    };
    let going = true;
    const flood = Array.from({ length: 32 }, async () => {
      while (going) await read(busy, 'flood');
    });
    try {
      for (let index = 0; index < 5; index++) await clock.drive(read(quiet, 'lone'));
    } finally {
      going = false;
      await clock.drive(Promise.all(flood));
    }
    const lone = log.leaves().filter(({ resource_id }) => resource_id === 'lone');
    expect(lone).toHaveLength(5);
  });

  describe('of a node without requests, while another one appends', () => {
    const BEHIND = 3_000;
    let log: MemoryAuditLog;
    let standby: AuditNode;
    beforeEach(async () => {
      log = new MemoryAuditLog();
      standby = await startNode(log);
      const records = copiesOf(aRecord(1), 1, BEHIND);
      for (let first = 1; first <= BEHIND; first += 250) {
        await log.append(batchOf(first, records.slice(first - 1, first + 249)));
      }
    });

    it('appends again after a bounded time, if to read all that takes longer than a request waits', async () => {
      let looks = 0;
      log.hooks.before = async (operation) => {
        if (operation !== 'follow') return;
        looks += 1;
        await clock.sleep(500);
        if (looks % 3 === 0) throw new PartUnavailable('store');
      };
      await expect(clock.drive(read(standby, 'first'))).rejects.toMatchObject({ code: 'audit_unavailable' });
      await clock.advance(1_000);
      for (let tries = 0; tries < 5 && log.all().length === BEHIND; tries += 1) {
        await clock.drive(read(standby, 'second')).catch(() => null);
      }
      expect(log.leaves().at(-1)).toMatchObject({ resource_id: 'second', seq: BEHIND + 1 });
    });

    it('has read that before its first request', async () => {
      await clock.advance(AUDIT_TIMINGS.renew);
      let looks = 0;
      log.hooks.before = (operation) => {
        if (operation === 'follow') looks += 1;
      };
      await read(standby, 'first');
      expect(looks).toBe(0);
      expect(log.all()).toHaveLength(BEHIND + 1);
    });
  });
});
