import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { CsvFormat } from '../ports/csv-format.js';

export class CsvStringifyFormat extends CsvFormat {
  write<Row extends object>(columns: readonly (keyof Row & string)[], rows: AsyncIterable<Row>): AsyncIterable<string> {
    const writer = stringify({
      columns: [...columns],
      header: true,
      record_delimiter: 'windows',
      escape_formulas: true,
      encoding: 'utf8',
    });
    // The reader of `writer` gets the error; without this callback it would also be thrown at the process.
    pipeline(Readable.from(rows), writer, () => {});
    return writer;
  }
}
