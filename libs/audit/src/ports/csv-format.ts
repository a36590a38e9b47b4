/** Writes comma-separated values (RFC 4180) that are harmless when a spreadsheet opens them. */
export abstract class CsvFormat {
  /**
   * A header of `columns`, then one line a row, null as nothing. A cell that a spreadsheet would compute (it begins
   * with =, +, -, @, a tab or a carriage return) begins with a single quote instead. An error of `rows` is thrown on.
   */
  abstract write<Row extends object>(
    columns: readonly (keyof Row & string)[],
    rows: AsyncIterable<Row>,
  ): AsyncIterable<string>;
}
