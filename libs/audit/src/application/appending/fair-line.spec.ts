import fc from 'fast-check';
import { FairLine, type Taken } from './fair-line.js';

/** `group`: null for a record that is a group by itself. */
interface Waiting {
  readonly node: string | null;
  readonly group: object | null;
  readonly at: number;
}

const MOST = 256;

function lineOf(...all: readonly (readonly Waiting[])[]): FairLine<Waiting> {
  const line = new FairLine<Waiting>(
    ({ node }) => node,
    ({ group }) => group ?? undefined,
  );
  for (const record of all.flat()) line.add(record);
  return line;
}

const singles = (node: string | null, count: number): Waiting[] =>
  Array.from({ length: count }, (_, at) => ({ node, group: null, at }));

function message(node: string | null, count: number): Waiting[] {
  const group = {};
  return Array.from({ length: count }, (_, at) => ({ node, group, at }));
}

function countOf({ records }: Taken<Waiting>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { node } of records) counts[`${node}`] = (counts[`${node}`] ?? 0) + 1;
  return counts;
}

describe('a line of records of several nodes', () => {
  it('lets no node wait behind the records of another one', () => {
    const line = lineOf(singles(null, 3_000), message('a', 100), message('b', 60));
    expect(countOf(line.take(MOST))).toEqual({ null: 86, a: 100, b: 60 });
    expect(line).toHaveLength(2_914);
  });

  it('gives what nobody has as a share to a node that has more, if that is a large part of the batch', () => {
    expect(countOf(lineOf(singles(null, 3_000), message('a', 1)).take(MOST))).toEqual({ null: 255, a: 1 });
    expect(countOf(lineOf(singles(null, 3_000), message('a', 64)).take(MOST))).toEqual({ null: 192, a: 64 });
    expect(countOf(lineOf(singles(null, 3_000), message('a', 65)).take(MOST))).toEqual({ null: 128, a: 65 });
  });

  it('takes a group that is larger than a share next time, and one that is larger than the batch alone', () => {
    const line = lineOf(singles(null, 3_000), message('a', 256));
    expect([line.take(MOST), line.take(MOST), line.take(MOST)].map(countOf)).toEqual([
      { null: 256 },
      { a: 256 },
      { null: 256 },
    ]);
    expect(countOf(lineOf(message(null, 200)).take(64))).toEqual({ null: 200 });
  });

  it('has nothing to take when it is empty', () => {
    expect(lineOf().take(MOST)).toEqual({ records: [], nodes: 0 });
  });

  it('takes each record once, those of a node in order, each group whole, no node later than in as many batches as there are nodes, and leaves no large room that a node could use', () => {
    const run = fc.record({
      node: fc.constantFrom(null, 'a', 'b', 'c'),
      count: fc.integer({ min: 1, max: MOST }),
      isGroup: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(run, { maxLength: 30 }), (runs) => {
        const all = runs.flatMap(({ node, count, isGroup }) => (isGroup ? message : singles)(node, count));
        const line = lineOf(all);
        const taken: Waiting[] = [];
        const idle = new Map<string | null, number>();
        while (line.length > 0) {
          const before = line.all();
          const { records, nodes } = line.take(MOST);
          const left = MOST - records.length;
          expect(left).toBeGreaterThanOrEqual(0);
          expect(nodes).toBe(new Set(before.map(({ node }) => node)).size);
          for (const { group } of records) {
            if (group)
              expect(before.filter((each) => each.group === group)).toEqual(
                records.filter((each) => each.group === group),
              );
          }
          for (const node of new Set(before.map((each) => each.node))) {
            const waited = records.some((each) => each.node === node) ? 0 : (idle.get(node) ?? 0) + 1;
            idle.set(node, waited);
            expect(waited).toBeLessThan(4);
            const next = line.all().find((each) => each.node === node);
            const size = next?.group ? line.all().filter(({ group }) => group === next.group).length : 1;
            if (next && left >= MOST / 4) expect(size).toBeGreaterThan(left);
          }
          taken.push(...records);
        }
        for (const node of [null, 'a', 'b', 'c']) {
          expect(taken.filter((each) => each.node === node)).toEqual(all.filter((each) => each.node === node));
        }
      }),
      { numRuns: 60 },
    );
  });
});
