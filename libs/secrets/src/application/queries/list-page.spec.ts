import { ManualClock } from '#kernel/testing';
import { summaryOf } from '../../domain/secret.js';
import { aSecret } from '../../testing/a-secret.js';
import { ListPage, ROWS_MAX } from './list-page.js';

const LIMIT = 50;

describe('a page of a list', () => {
  /** The rows that each read asks for, in a store where one secret in `every` matches. */
  function reads(every: number): Promise<number[]> {
    return readsOf((number) => number % every === every - 1);
  }

  async function readsOf(matches: (number: number) => boolean): Promise<number[]> {
    const scope = { ranges: [], allows: () => true, isSpent: false };
    const isMatch = ({ path }: { readonly path: string }) => matches(Number(path.slice(1)));
    const page = new ListPage(LIMIT, isMatch, scope, new ManualClock());
    const asked: number[] = [];
    for (let next = 0; !page.isFull; next += asked.at(-1) ?? 0) {
      const rows = page.nextBatch();
      asked.push(rows);
      const found = Array.from({ length: rows }, (_, at) => aSecret({ path: `s${next + at}` }));
      await page.take(
        found.map((secret) => ({ revision: 1, value: summaryOf(secret) })),
        rows,
      );
    }
    return asked;
  }

  it('reads one row more than it needs when all match', async () => {
    expect(await reads(1)).toEqual([LIMIT + 1]);
  });

  it('reads hardly more rows than fill it when one in ten matches', async () => {
    const asked = await reads(10);
    expect(asked.reduce((sum, rows) => sum + rows)).toBeLessThanOrEqual(10 * LIMIT + LIMIT);
    expect(asked.length).toBeLessThan(7);
  });

  it('reads in growing steps again when the matches have come to an end just before the page is full', async () => {
    const asked = await readsOf((number) => number < LIMIT - 1);
    expect(asked.length).toBeLessThan(12);
    expect(asked.reduce((sum, rows) => sum + rows)).toBe(ROWS_MAX);
  });

  it('reads in growing steps up to its bound when nothing matches', async () => {
    const asked = await reads(Number.MAX_SAFE_INTEGER);
    expect(asked.slice(0, 3)).toEqual([LIMIT + 1, 2 * (LIMIT + 1), 4 * (LIMIT + 1)]);
    expect(asked.reduce((sum, rows) => sum + rows)).toBe(ROWS_MAX);
  });
});
