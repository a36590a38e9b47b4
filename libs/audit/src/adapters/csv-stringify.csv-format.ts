import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { CsvFormat, type CsvOptions } from '../ports/csv-format.js';

/** {@link CsvFormat} on csv-stringify. */
export class CsvStringifyFormat extends CsvFormat {
  write<Row extends object>(
    columns: readonly (keyof Row & string)[],
    rows: AsyncIterable<Row>,
    { bom = false }: CsvOptions = {},
  ): AsyncIterable<string> {
    const writer = stringify({
      columns: [...columns],
      header: true,
      bom,
      record_delimiter: 'windows',
      escape_formulas: true,
      encoding: 'utf8',
    });
    // The reader of `writer` gets the error. Without this callback, it would also crash the process.
    pipeline(Readable.from(rows), writer, () => {});
    return writer;
  }
}
