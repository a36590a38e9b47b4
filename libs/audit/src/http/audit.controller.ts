import { Readable } from 'node:stream';
import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Costs, CurrentCaller, CursorCodec, RequirePermission } from '#access';
import { type Caller, canonicalAddress, canonicalId, invalidField } from '#kernel';
import { PublishedSize } from '../application/hooks/published-size.js';
import { AuditExport, type ExportFormat } from '../application/reading/audit-export.js';
import { type AuditPage, AuditQuery } from '../application/reading/audit-query.js';
import { canonicalTime, isTimeRange } from '../domain/filter-values.js';
import type { AuditRecord } from '../domain/record.js';
import { listed, shownDamage } from '../domain/record-view.js';
import { isCountedNetwork } from '../domain/widest-network.js';
import { AuditLogPage } from './dto/audit.answers.js';
import { AuditExportQuery, type AuditFilters, AuditLogsQuery } from './dto/audit.requests.js';

const LIST = 'audit-logs';

const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8; header=present',
};

@ApiTags('Audit')
@Controller('audit/logs')
export class AuditController {
  constructor(
    private readonly audit: AuditQuery,
    private readonly exporting: AuditExport,
    private readonly cursors: CursorCodec,
    private readonly published: PublishedSize,
  ) {}

  @Get()
  @Costs(20)
  @RequirePermission('audit:read')
  @ApiOperation({
    summary: 'Read the audit',
    description:
      'The newest first. All given filters must match. This read is itself on the trail before the answer. ' +
      'One request looks at 20,000 index entries and takes 1 s at most, so a page may be short, or even empty, before the end: ' +
      'go on with `next_cursor` until it is null. A record that is missing or was altered is told in `damage`. ' +
      '`archived_before` says where archived records begin.',
  })
  @ApiOkResponse({ type: AuditLogPage })
  async list(@CurrentCaller() caller: Caller, @Query() query: AuditLogsQuery): Promise<AuditLogPage> {
    let read: Pick<AuditPage, 'damage' | 'archivedBefore'> = { damage: [], archivedBefore: null };
    const show = (record: AuditRecord) => listed(record, this.published.value);
    const page = await this.cursors.page(caller, LIST, query, show, async (before: number | null, limit) => {
      const found = await this.audit.page(caller, filterOf(query), before, limit);
      read = found;
      return found;
    });
    return { ...page, damage: read.damage.map(shownDamage), archived_before: read.archivedBefore };
  }

  @Get('export')
  @Costs(100)
  @RequirePermission('audit:read')
  @ApiOperation({
    summary: 'Export the audit',
    description:
      'Streams the trail up to now, the oldest record first: all of it, or what matches all given filters from `from_seq` ' +
      'on, up to `to_seq`. If the export cannot be finished, the connection breaks: an export that ends is complete. ' +
      'Go on with `from_seq`, the last complete `seq` plus 1. A line with `damage` stands in place of records that are ' +
      'missing or were altered: from its `seq` to its `to_seq`. A line with `archived` stands in place of archived ones. ' +
      'In CSV, a cell that a spreadsheet would compute begins with a single quote.',
  })
  @ApiProduces('application/x-ndjson', 'text/csv')
  @ApiOkResponse({ description: 'One record a line.', schema: { type: 'string' } })
  async export(@CurrentCaller() caller: Caller, @Query() query: AuditExportQuery): Promise<StreamableFile> {
    const format = query.format ?? 'ndjson';
    const bom = query.bom === 'true';
    if (bom && format !== 'csv') throw invalidField('bom', 'format', 'bom is for format=csv only.');
    const range = { ...filterOf(query), ...numbersOf(query) };
    const text = await this.exporting.export(caller, format, range, { bom });
    return new StreamableFile(Readable.from(text, { objectMode: false }), {
      type: MEDIA_TYPES[format],
      disposition: `attachment; filename="audit.${format}"`,
    });
  }
}

function filterOf({
  actor,
  action,
  resource,
  outcome,
  ip,
  from,
  to,
  request_id,
  decision_id,
  credential,
}: AuditFilters) {
  return {
    actor: canonical(actor, canonicalId),
    action,
    resource: canonical(resource, canonicalId),
    outcome,
    ip: ip !== undefined && isCountedNetwork(ip) ? ip : canonical(ip, canonicalAddress),
    ...timesOf({ from, to }),
    requestId: canonical(request_id, canonicalId),
    decisionId: canonical(decision_id, canonicalId),
    credential: canonical(credential, canonicalId),
  };
}

/** 400 if the range ends before it begins. */
function numbersOf({ from_seq = '1', to_seq }: Pick<AuditExportQuery, 'from_seq' | 'to_seq'>) {
  const fromSeq = Number(from_seq);
  if (to_seq === undefined) return { fromSeq };
  const toSeq = Number(to_seq);
  if (toSeq < fromSeq) throw invalidField('to_seq', 'range', 'to_seq must not be less than from_seq.');
  return { fromSeq, toSeq };
}

/** 400 if the range ends before it begins. */
function timesOf(query: Pick<AuditFilters, 'from' | 'to'>) {
  const [from, to] = [query.from, query.to].map((time) => canonical(time, canonicalTime));
  if (!isTimeRange(from, to)) throw invalidField('from', 'range', 'from must not be later than to.');
  return { from, to };
}

function canonical(text: string | undefined, form: (text: string) => string | null): string | undefined {
  return text === undefined ? undefined : (form(text) ?? undefined);
}
