export interface CsvOptions {
  /** Begin with a byte order mark. Excel reads the text as UTF-8 only with one. Default: false. */
  readonly bom?: boolean;
}

/** Writes comma-separated values (RFC 4180) that are safe to open in a spreadsheet. */
export abstract class CsvFormat {
  /**
   * Writes a header of `columns`, then one line for each row. Null becomes an empty cell. A cell that a spreadsheet would
   * compute (it begins with =, +, -, @, a tab or a carriage return) gets a single quote in front. Throws the errors of
   * `rows`.
   */
  abstract write<Row extends object>(
    columns: readonly (keyof Row & string)[],
    rows: AsyncIterable<Row>,
    options?: CsvOptions,
  ): AsyncIterable<string>;
}
