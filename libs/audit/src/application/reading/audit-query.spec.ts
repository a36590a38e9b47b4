import type { Caller } from '#kernel';
import { aRequest } from '#kernel/testing';
import type { StoredRecord } from '../../domain/record.js';
import type { AuditFilter } from '../../ports/audit-log.js';
import { ANN, type AuditNode, auditNode } from '../../testing/audit-node.js';
import { READ } from '../../testing/audit-records.js';
import { MemoryAuditLog } from '../../testing/memory-audit-log.js';
import type { AuditPage } from './audit-query.js';
import type { ExportRange } from './audit-walk.js';

function auditor(): Caller {
  const session = {
    roles: ['auditor'],
    kind: 'person' as const,
    credential: 's',
    authenticatedAt: 0,
    mfaAt: null,
    passwordChangeRequired: false,
  };
  return { principal: { ...ANN, ...session }, request: aRequest({ ip: '2001:db8::1' }) };
}

describe('reading the audit', () => {
  let log: MemoryAuditLog;
  let node: AuditNode;

  beforeEach(async () => {
    log = new MemoryAuditLog();
    node = auditNode(log);
    await node.runtime.start();
    for (let index = 1; index <= 5; index++) {
      const request = aRequest({ ip: `203.0.113.${index}` });
      await node.trail.succeeded(request, ANN, {
        action: 'secret:read',
        resourceType: 'secret',
        resourceId: `s${index}`,
      });
    }
  });

  afterEach(() => node.clock.drive(node.runtime.stop()));

  it('returns no page and no export whose read is not on the trail', async () => {
    log.hooks.before = (operation) => {
      if (operation === 'append') throw new Error('no');
    };
    const refused = { code: 'audit_unavailable' };
    await expect(node.clock.drive(node.query.page(auditor(), {}, null, 10))).rejects.toMatchObject(refused);
    await expect(node.clock.drive(node.query.export(auditor()))).rejects.toMatchObject(refused);
    log.hooks.before = undefined;
  });

  it('shows the newest first, page by page', async () => {
    const first = await node.query.page(auditor(), { action: 'secret:read' }, null, 2);
    expect(first.items.map(({ seq }) => seq)).toEqual([5, 4]);
    expect(first.items[0]).toMatchObject({ actor_name: 'ann', ip: '203.0.113.5', outcome: 'succeeded' });
    const second = await node.query.page(auditor(), { action: 'secret:read' }, first.next, 2);
    const third = await node.query.page(auditor(), { action: 'secret:read' }, second.next, 2);
    expect([...second.items, ...third.items].map(({ seq }) => seq)).toEqual([3, 2, 1]);
    expect(third.next).toBeNull();
    expect(
      log
        .leaves()
        .slice(5)
        .map(({ action }) => action),
    ).toEqual(['audit:read', 'audit:read', 'audit:read']);
  });

  it('filters by the address that stands beside the leaves', async () => {
    const { items } = await node.query.page(auditor(), { ip: '203.0.113.3' }, null, 10);
    expect(items.map(({ resource_id }) => resource_id)).toEqual(['s3']);
  });

  it('exports the oldest first, up to the record of the export itself', async () => {
    const records = [];
    for await (const record of await node.query.export(auditor())) records.push(record);
    expect(records).toMatchObject([1, 2, 3, 4, 5, 6].map((seq) => ({ seq })));
    expect(records[5]).toMatchObject({ action: 'audit:read', ip: '2001:db8::1' });
  });

  it('answers a page as far as it came when its time is over, and goes on where it stopped [R99]', async () => {
    log.hooks.before = (operation) => {
      if (operation === 'query') node.clock.at += 1_000;
    };
    const filter = { ip: '203.0.113.1' };
    const seen: number[][] = [];
    for (let next: number | null = 6; next !== null; ) {
      const page: AuditPage = await node.query.page(auditor(), filter, next, 10);
      seen.push(page.items.map(({ seq }) => seq));
      next = page.next;
    }
    expect(seen).toEqual([[], [], [], [], [1]]);
  });

  const exported = async (range: ExportRange) => {
    const seqs: number[] = [];
    for await (const one of await node.query.export(auditor(), range)) seqs.push('seq' in one ? one.seq : one.first);
    return seqs;
  };

  it('exports the records of a time, and goes on after a number', async () => {
    const at = node.clock.now();
    await node.clock.advance(1_000);
    await node.trail.succeeded(aRequest(), ANN, { action: 'secret:read', resourceType: 'secret', resourceId: 's6' });
    const from = new Date(at + 1_000).toISOString();
    expect(await exported({ fromSeq: 4 })).toEqual([4, 5, 6, 7]);
    expect(await exported({ fromSeq: 1, from })).toEqual([6, 7, 8]);
    expect(await exported({ fromSeq: 1, to: from })).toEqual([1, 2, 3, 4, 5]);
    expect(await exported({ fromSeq: 5, to: from })).toEqual([5]);
    expect(await exported({ fromSeq: 7, from: '2099-01-01T00:00:00.000Z' })).toEqual([]);
    expect(await exported({ fromSeq: 1_000 })).toEqual([]);
  });

  it('gives the event loop back at each exported record, and reads at most 256 at a time [R100]', async () => {
    const what = { action: 'secret:read', resourceType: 'secret', resourceId: 's1' } as const;
    await Promise.all(Array.from({ length: 1_000 }, () => node.trail.succeeded(aRequest(), ANN, what)));
    const read = log.read.bind(log);
    const sizes: number[] = [];
    log.read = async (from, limit) => {
      sizes.push(limit);
      return read(from, limit);
    };
    const before = node.clock.gaveWay;
    expect(await exported({ fromSeq: 1 })).toHaveLength(1_006);
    expect(node.clock.gaveWay - before).toBe(1_006);
    expect(sizes).toEqual([256, 256, 256, 238]);
  });

  it('exports up to a number', async () => {
    expect(await told({ fromSeq: 2, toSeq: 4 })).toEqual([2, 3, 4]);
    expect(await told({ fromSeq: 2, toSeq: 4, actor: ANN.userId })).toEqual([2, 3, 4]);
    expect(await told({ fromSeq: 4, toSeq: 4 })).toEqual([4]);
  });

  it('tells where records are archived, and does not call them missing', async () => {
    await log.prune(3);
    const page = await node.query.page(auditor(), {}, null, 10);
    expect(page).toMatchObject({ damage: [], next: null, archivedBefore: 4 });
    expect(page.items.map(({ seq }) => seq)).toEqual([5, 4]);
    expect(await node.query.page(auditor(), {}, null, 1)).toMatchObject({ damage: [], archivedBefore: null });
    expect(await node.query.page(auditor(), {}, 3, 10)).toMatchObject({ items: [], damage: [], archivedBefore: 4 });
    const gone = 'Records 1 to 3 are archived.';
    expect((await told({ fromSeq: 1 })).slice(0, 3)).toEqual([gone, 4, 5]);
    expect(await told({ fromSeq: 3, toSeq: 5 })).toEqual(['Record 3 is archived.', 4, 5]);
    expect(await told({ fromSeq: 4, toSeq: 5 })).toEqual([4, 5]);
    expect(await told({ fromSeq: 1, toSeq: 2 })).toEqual(['Records 1 to 2 are archived.']);
    expect(await told({ fromSeq: 1, toSeq: 5, action: 'secret:read' })).toEqual([gone, 4, 5]);
    expect(node.alarms).toEqual([]);
  });

  it.each([{}, { action: 'secret:read' }])(
    'tells of records that another process archives while %j is read',
    async (filter) => {
      for (const operation of ['read', 'query'] as const) {
        const own = log[operation].bind(log) as (...args: unknown[]) => Promise<unknown>;
        Object.assign(log, {
          [operation]: async (...args: unknown[]) => {
            await log.prune(2);
            return own(...args);
          },
        });
      }
      expect(await told({ ...filter, fromSeq: 1, toSeq: 5 })).toEqual(['Records 1 to 2 are archived.', 3, 4, 5]);
      expect(node.alarms).toEqual([]);
    },
  );

  /** What an export has, record by record: its number, or what is wrong in its place. */
  const told = async (range: ExportRange) => {
    const lines: (number | string)[] = [];
    for await (const one of await node.query.export(auditor(), range))
      lines.push('what' in one ? one.what : 'archived' in one ? one.archived : one.seq);
    return lines;
  };
  /** Somebody removed these records from the log, and altered that one, past every check. */
  const damage = (gone: readonly number[], altered: number) => {
    const name = { actor_name: { salt: 'AAAAAAAAAAAAAAAAAAAAAA', value: 'grace' } };
    const left = (records: readonly StoredRecord[]) =>
      records
        .filter(({ seq }) => !gone.includes(seq))
        .map((record) => (record.seq === altered ? { ...record, personal: name } : record));
    const [read, query] = [log.read.bind(log), log.query.bind(log)];
    log.read = async (from, limit) => left(await read(from, limit + gone.length)).slice(0, limit);
    log.query = async (...asked) => {
      const scan = await query(...asked);
      return {
        ...scan,
        records: left(scan.records),
        missing: gone.filter((seq) => scan.records.some((r) => r.seq === seq)),
      };
    };
  };
  const ALTERED = 'Record 2 does not fit: its actor_name was altered or added.';

  it('exports what stands before and behind damaged records, and says in their places what is wrong', async () => {
    damage([4, 3], 2);
    const GAP = 'Records 3 to 4 are missing.';
    expect(await told({ fromSeq: 1 })).toEqual([1, ALTERED, GAP, 5, 6]);
    expect(node.alarms).toEqual([`the audit log is damaged: ${ALTERED}`]);
    expect(await told({ fromSeq: 4 })).toEqual(['Record 4 is missing.', 5, 6, 7]);
    expect(await told({ fromSeq: 1, action: 'secret:read' })).toEqual([1, ALTERED, GAP, 5]);
    expect(await told({ fromSeq: 1, from: new Date(node.clock.now()).toISOString() })).toContain(GAP);
  });

  it('exports a gap up to the end of the log as one line', async () => {
    damage([7, 6, 5], 2);
    await node.query.page(auditor(), {}, null, 1);
    await node.query.page(auditor(), {}, null, 1);
    expect(await told({ fromSeq: 4 })).toEqual([4, 'Records 5 to 7 are missing.', 8]);
    log.read = async () => [];
    expect(await told({ fromSeq: 4 })).toEqual(['Records 4 to 9 are missing.']);
  });

  it('shows a page without the damaged records, and says what is wrong', async () => {
    damage([4, 3], 2);
    const page = (filter: AuditFilter, before: number | null = null) => node.query.page(auditor(), filter, before, 10);
    const whole = await page({});
    expect(whole.items.map(({ seq }) => seq)).toEqual([5, 1]);
    expect(whole.damage.map(({ what }) => what)).toEqual(['Records 3 to 4 are missing.', ALTERED]);
    expect((await page({}, 4)).damage.map(({ what }) => what)).toEqual(['Record 3 is missing.', ALTERED]);
    const filtered = await page({ action: 'secret:read' });
    expect(filtered.items.map(({ seq }) => seq)).toEqual([5, 1]);
    expect(filtered.damage.map(({ first, last }) => [first, last])).toEqual([
      [3, 4],
      [2, 2],
    ]);
  });

  it('exports what matches all filters, the oldest first, window by window', async () => {
    const what = { action: 'secret:reveal', resourceType: 'secret', resourceId: 'r' } as const;
    await Promise.all(Array.from({ length: 9_000 }, () => node.trail.succeeded(aRequest(), ANN, READ)));
    for (const path of ['prod/a', 'prod/b'])
      await node.trail.succeeded(aRequest(), ANN, { ...what, resourceName: path });
    expect(await exported({ fromSeq: 1, action: 'secret:read' })).toEqual([1, 2, 3, 4, 5]);
    expect(await exported({ fromSeq: 3, action: 'secret:read' })).toEqual([3, 4, 5]);
    expect(await exported({ fromSeq: 1, resource: 'prod/b' })).toEqual([9_007]);
    const all = await exported({ fromSeq: 1, actor: ANN.userId });
    expect(all.slice(0, 9_007)).toEqual(Array.from({ length: 9_007 }, (_, index) => index + 1));
    expect(await exported({ fromSeq: 1, action: 'secret:read', to: '2000-01-01T00:00:00.000Z' })).toEqual([]);
  });
});
