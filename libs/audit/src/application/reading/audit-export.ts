import type { Caller } from '#kernel';
import { shownLine, TABLE_COLUMNS, tableRow } from '../../domain/record-view.js';
import type { CsvFormat, CsvOptions } from '../../ports/csv-format.js';
import type { AuditQuery } from './audit-query.js';
import type { ExportRange } from './audit-walk.js';

export const EXPORT_FORMATS = ['ndjson', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Lines are gathered into chunks of this many UTF-16 units, so that not every line costs a write to the socket. */
const CHUNK_UNITS = 32_768;

/** Exports the log, or a part of it, as text: JSON lines or comma-separated values. */
export class AuditExport {
  constructor(
    private readonly query: AuditQuery,
    private readonly csv: CsvFormat,
  ) {}

  /** Resolves when the export itself is on the trail. The log is read while the text is consumed. */
  async export(
    caller: Caller,
    format: ExportFormat,
    range?: ExportRange,
    options: CsvOptions = {},
  ): Promise<AsyncIterable<string>> {
    const records = await this.query.export(caller, range);
    switch (format) {
      case 'csv':
        return this.csv.write(TABLE_COLUMNS, mapped(records, tableRow), options);
      case 'ndjson':
        return ndjson(mapped(records, shownLine));
    }
  }
}

async function* mapped<One, Row>(records: AsyncIterable<One>, row: (of: One) => Row): AsyncGenerator<Row> {
  for await (const record of records) yield row(record);
}

async function* ndjson(rows: AsyncIterable<object>): AsyncGenerator<string> {
  let chunk = '';
  for await (const row of rows) {
    chunk += `${JSON.stringify(row)}\n`;
    if (chunk.length < CHUNK_UNITS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
