import type { Caller } from '#kernel';
import { aRequest } from '#kernel/testing';
import { CsvStringifyFormat } from '../../adapters/csv-stringify.csv-format.js';
import { SHOWN_FIELDS } from '../../domain/record-view.js';
import { ANN, type AuditNode, auditNode } from '../../testing/audit-node.js';
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
  let node: AuditNode;
  let exporting: AuditExport;
  const caller = (): Caller => ({ principal: { ...ANN, ...SESSION }, request: aRequest() });

  beforeEach(async () => {
    node = auditNode();
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

  it('is safe to open in a spreadsheet', async () => {
    const [header, first, ...others] = await lines('csv');
    expect(header).toBe(SHOWN_FIELDS.join(','));
    expect(first).toContain(",'=cmd|calc,");
    expect(others).toHaveLength(1_200);
  });
});
