import { CsvStringifyFormat } from './csv-stringify.csv-format.js';

async function* rowsOf<Row>(...rows: readonly Row[]): AsyncGenerator<Row> {
  yield* rows;
}

async function textOf(chunks: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) {
    expect(typeof chunk).toBe('string');
    text += chunk;
  }
  return text;
}

describe('comma-separated values', () => {
  const format = new CsvStringifyFormat();
  const written = async (cell: string) => (await textOf(format.write(['cell'], rowsOf({ cell })))).split('\r\n')[1];

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('does not let a spreadsheet compute %j', async (cell) => {
    expect(await written(cell)).toMatch(/^"?'/);
  });

  it('does not let a value break out of its cell or its line', async () => {
    expect(await textOf(format.write(['cell'], rowsOf({ cell: '=a","b\r\nc' })))).toBe(`cell\r\n"'=a"",""b\r\nc"\r\n`);
  });

  it('writes a header, the columns in order, and null as an empty cell', async () => {
    const rows = rowsOf({ b: 'ü', a: 1, c: null, secret: 'not a column' });
    expect(await textOf(format.write(['a', 'b', 'c'], rows))).toBe('a,b,c\r\n1,ü,\r\n');
  });

  it('begins with one byte order mark where it is asked for, also without a row', async () => {
    const rows = rowsOf({ a: 'ü' }, { a: 'ö' });
    expect(await textOf(format.write(['a'], rows, { bom: true }))).toBe('\ufeffa\r\nü\r\nö\r\n');
    const none: { a: string }[] = [];
    expect(await textOf(format.write(['a'], rowsOf(...none), { bom: true }))).toBe('\ufeffa\r\n');
  });

  it('throws the error of its rows', async () => {
    async function* broken(): AsyncGenerator<{ a: number }> {
      yield { a: 1 };
      throw new Error('the log went away');
    }
    await expect(textOf(format.write(['a'], broken()))).rejects.toThrow('the log went away');
  });

  it('stops reading rows when its reader stops', async () => {
    const released = Promise.withResolvers<void>();
    async function* endless(): AsyncGenerator<{ a: string }> {
      try {
        for (;;) yield { a: 'x'.repeat(1_000) };
      } finally {
        released.resolve();
      }
    }
    for await (const _ of format.write(['a'], endless())) break;
    await released.promise;
  });
});
