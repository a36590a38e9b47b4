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

  it('does not let a value end its cell or its line', async () => {
    expect(await textOf(format.write(['cell'], rowsOf({ cell: '=a","b\r\nc' })))).toBe(`cell\r\n"'=a"",""b\r\nc"\r\n`);
  });

  it('writes a header, the columns in their order, and null as nothing', async () => {
    const rows = rowsOf({ b: 'ü', a: 1, c: null, secret: 'not a column' });
    expect(await textOf(format.write(['a', 'b', 'c'], rows))).toBe('a,b,c\r\n1,ü,\r\n');
  });

  it('throws the error of its rows instead of ending', async () => {
    async function* broken(): AsyncGenerator<{ a: number }> {
      yield { a: 1 };
      throw new Error('the log went away');
    }
    await expect(textOf(format.write(['a'], broken()))).rejects.toThrow('the log went away');
  });

  it('lets go of the rows when its reader stops', async () => {
    let released = false;
    async function* endless(): AsyncGenerator<{ a: string }> {
      try {
        for (;;) yield { a: 'x'.repeat(1_000) };
      } finally {
        released = true;
      }
    }
    for await (const _ of format.write(['a'], endless())) break;
    for (let tries = 0; tries < 100 && !released; tries++) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(released).toBe(true);
  });
});
