import { figure, markdownTable } from './markdown.js';
import type { PastRun } from './past-run.js';

const ALONE = /^(start|RSS)/;

/** The figures of `npm run bench -- scale`: each request in stores of several sizes, then the start and the memory. */
export function scaleTable({ tables, verdicts }: PastRun): string {
  const rows = tables
    .flatMap((table) => table.rows)
    .map(({ name, sample, ratios = [] }) => [
      name,
      figure(sample.perSecond),
      figure(sample.p50, 1),
      figure(sample.p99, 1),
      figure(ratios[0], 2),
      figure(sample.cpu),
      figure(ratios[1], 2),
    ]);
  const alone = verdicts
    .filter(({ what }) => ALONE.test(what))
    .map(({ what, value, target }) => [what, figure(value, 1), target]);
  return [
    markdownTable(['', 'requests/s', 'p50 ms', 'p99 ms', 'times the smallest', 'CPU µs', 'times the smallest'], rows),
    markdownTable(['', 'measured', 'target'], alone),
  ].join('\n\n');
}
