import { nodesRow, WRITERS } from '../nodes/rows.js';
import type { Figures, PastRun } from '../report/past-run.js';
import { ASSUMED } from './costs.js';
import { inputs, validation } from './tables.js';

const COSTS: Figures = { perSecond: 400, cpu: 500, storeCpu: 900 };

/** A run of `npm run bench -- nodes` in which one node has these figures, and two nodes `two`, in both ways. */
function run(one: Figures, two: Figures = one): PastRun {
  const rows = WRITERS.flatMap((writers) => [
    { name: nodesRow('one', writers), sample: one, ratios: [0.5] },
    { name: nodesRow('forwarding', writers), sample: two, ratios: [0.5] },
    { name: nodesRow('separate', writers), sample: two, ratios: [0.5] },
  ]);
  return {
    subject: 'nodes',
    at: '2026-11-30',
    commit: null,
    machine: { processor: 'a', cores: 2, memoryGib: 1, node: 'v24' },
    tables: [{ title: 'MongoDB: changes', ratioNames: [], rows }],
    verdicts: [],
  };
}

const columnOf = (text: string, column: number) =>
  text
    .split('\n')
    .slice(2)
    .map((line) => line.split('|')[column]?.trim());
const computedOf = (text: string) => columnOf(text, 3);

describe('validation', () => {
  it('computes nothing from a run that did not measure one node', async () => {
    expect(await validation(run({ perSecond: 400, cpu: 500, storeCpu: null }))).toBe('—');
  });

  it('computes all rows from the costs of one node, whatever two nodes were measured at', async () => {
    const text = await validation(run(COSTS));
    expect(computedOf(await validation(run(COSTS, { perSecond: 9, cpu: 9_999, storeCpu: 9_999 })))).toEqual(
      computedOf(text),
    );
    expect(computedOf(text).every((cell) => Number(cell?.replaceAll(',', '')) > 0)).toBe(true);
    expect(text).not.toMatch(/NaN|undefined/);
  });

  it('follows the costs', async () => {
    const dear = computedOf(await validation(run({ ...COSTS, cpu: 5_000 })));
    expect(dear).not.toEqual(computedOf(await validation(run(COSTS))));
  });
});

describe('the kept results of nodes', () => {
  // These names stand in results from before nodes could forward.
  it('keep the figures of one node and of two that do not forward, and get a dash for two that do', async () => {
    const { tables, ...about } = run(COSTS);
    const rows = tables.flatMap((table) => table.rows).filter(({ name }) => !name.includes('forward'));
    const past = { ...about, tables: [{ title: 'MongoDB: changes', ratioNames: [], rows }] };
    expect(rows.map(({ name }) => name)).toContain('2 nodes, 8 writers a node');
    expect(columnOf(await validation(past), 2)).toEqual(['400', '—', '400', '400', '—', '400']);
  });
});

describe('inputs', () => {
  it('says which costs the tables are computed with, and that the way to the database is assumed', () => {
    expect(inputs(ASSUMED)).toContain('290 µs of a node and 250 µs of the database');
    expect(inputs(ASSUMED)).toContain('(assumed)');
    expect(inputs(ASSUMED)).toContain('a message 65 µs of the node that sends it');
    expect(inputs(ASSUMED)).toContain('65 µs and 3 µs a record of the appender');
  });
});
