import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { Caller } from '#kernel';
import { aRequest } from '#kernel/testing';
import { CsvStringifyFormat } from '../../adapters/csv-stringify.csv-format.js';
import { SHOWN_FIELDS } from '../../domain/record-view.js';
import { ANN, type AuditNode, auditNode } from '../../testing/audit-node.js';
import { MemoryAuditLog } from '../../testing/memory-audit-log.js';
import { AuditExport } from './audit-export.js';

const SESSION = {
  roles: ['auditor'],
  kind: 'person' as const,
  credential: 's',
  authenticatedAt: 0,
  mfaAt: null,
  passwordChangeRequired: false,
};

describe('the export of the audit', () => {
  let log: MemoryAuditLog;
  let node: AuditNode;
  let exporting: AuditExport;
  const caller = (): Caller => ({ principal: { ...ANN, ...SESSION }, request: aRequest() });

  beforeEach(async () => {
    log = new MemoryAuditLog();
    node = auditNode(log);
    await node.runtime.start();
    exporting = new AuditExport(node.query, new CsvStringifyFormat());
    const request = aRequest({ userAgent: '=cmd|calc' });
    const what = { action: 'secret:read', resourceType: 'secret', resourceId: 's1' } as const;
    await Promise.all(Array.from({ length: 1_200 }, () => node.trail.succeeded(request, ANN, what)));
  });

  afterEach(() => node.clock.drive(node.runtime.stop()));

  async function lines(format: 'ndjson' | 'csv'): Promise<string[]> {
    let text = '';
    for await (const chunk of await exporting.export(caller(), format)) text += chunk;
    return text.trimEnd().split(/\r?\n/);
  }

  it('has one record in each line, with the shown fields only', async () => {
    const records = (await lines('ndjson')).map((line) => JSON.parse(line));
    expect(records.map(({ seq }) => seq)).toEqual(Array.from({ length: 1_201 }, (_, index) => index + 1));
    for (const record of records) expect(Object.keys(record)).toEqual(SHOWN_FIELDS);
  });

  it('has a line of its own in place of records that are missing, in both formats', async () => {
    const read = log.read.bind(log);
    log.read = async (from, limit) => (await read(from, limit)).filter(({ seq }) => seq !== 2 && seq !== 3);
    const [, gap, next] = (await lines('ndjson')).map((line) => JSON.parse(line));
    expect(gap).toEqual({ seq: 2, to_seq: 3, damage: 'Records 2 to 3 are missing.' });
    expect(next.seq).toBe(4);
    const [, , row = ''] = await lines('csv');
    expect(row).toBe(`2${','.repeat(SHOWN_FIELDS.length)}Records 2 to 3 are missing.`);
  });

  it('has a line of its own in place of records that are archived, in both formats', async () => {
    await log.prune(2);
    const [gap, next] = (await lines('ndjson')).map((line) => JSON.parse(line));
    expect(gap).toEqual({ seq: 1, to_seq: 2, archived: 'Records 1 to 2 are archived.' });
    expect(next.seq).toBe(3);
    const [, row = ''] = await lines('csv');
    expect(row).toBe(`1${','.repeat(SHOWN_FIELDS.length)}Records 1 to 2 are archived.`);
  });

  it.each(['ndjson', 'csv'] as const)('as %s reads no further than its reader has taken [R100]', async (format) => {
    const { read } = log;
    const reads: number[] = [];
    log.read = (from, limit) => {
      reads.push(from);
      return read.call(log, from, limit);
    };
    const stream = Readable.from(await exporting.export(caller(), format), { objectMode: false });
    const chunk = async () => once(stream, 'readable').then(() => stream.read());
    await chunk();
    // The reader takes nothing more: what waits is bounded, however long the log is.
    for (let turn = 0; turn < 1_000; turn += 1) await Promise.resolve();
    await node.clock.giveWay();
    const taken = reads.length;
    expect(taken).toBeLessThan(4);
    stream.resume();
    await once(stream, 'end');
    expect(reads.length).toBeGreaterThan(taken);
  });

  it('is safe to open in a spreadsheet', async () => {
    const [header, first, ...others] = await lines('csv');
    expect(header).toBe([...SHOWN_FIELDS, 'damage'].join(','));
    expect(first).toContain(",'=cmd|calc,");
    expect(others).toHaveLength(1_200);
  });
});
