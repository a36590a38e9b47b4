import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resultsFile } from '../results-file.js';
import { costsOf } from '../simulation/costs.js';
import { byForwarding, byNodes, bySequence, inputs, validation } from '../simulation/tables.js';
import { beforeAfter } from './before-after.js';
import { withParts } from './markdown.js';
import { aboutRun, type PastRun, readRun } from './past-run.js';
import { scaleTable } from './scale-table.js';

const ROOT = join(import.meta.dirname, '../../..');
export const PAGE = join(ROOT, 'docs/performance.md');
/** What the page shows, by the subjects of the bench. */
const KEPT: Readonly<Record<string, string>> = { everything: 'after', nodes: 'nodes', scale: 'scale' };

const NOT_YET = 'Not measured yet.';

/** The kept results of a run, `test/bench/results/NAME.json`; null if there are none. */
export function kept(name: string): PastRun | null {
  return existsSync(fileOf(name)) ? readRun(fileOf(name)) : null;
}

/** The page as its kept results and the simulation make it. */
export async function rendered(page: string): Promise<string> {
  const [before, after, scale] = [readRun(fileOf('before')), kept('after'), kept('scale')];
  return withParts(page, {
    'before and after': after
      ? `Before: ${aboutRun(before)}. After: ${aboutRun(after)}.\n\n${beforeAfter(before, after)}`
      : NOT_YET,
    scale: scale ? `Measured: ${aboutRun(scale)}.\n\n${scaleTable(scale)}` : NOT_YET,
    ...(await simulated()),
  });
}

/** The parts that the simulation computes. */
export async function simulated(): Promise<Record<'nodes' | 'forwarding' | 'sequence' | 'validation', string>> {
  const runs = [kept('after'), kept('nodes')].filter((run) => run !== null).sort((a, b) => (a.at < b.at ? 1 : -1));
  const costs = costsOf(runs);
  const [newest] = runs;
  return {
    nodes: `${inputs(costs)}\n\n${await byNodes(costs)}`,
    forwarding: await byForwarding(costs),
    sequence: await bySequence(costs),
    validation: newest ? `Measured: ${aboutRun(newest)}.\n\n${await validation(newest)}` : NOT_YET,
  };
}

/** Takes the results of the newest runs, as far as there are any, and writes the page. Returns what it wrote. */
export async function renderPage(): Promise<string[]> {
  const taken = Object.entries(KEPT).filter(([subject]) => existsSync(join(ROOT, resultsFile(subject))));
  for (const [subject, name] of taken) copyFileSync(join(ROOT, resultsFile(subject)), fileOf(name));
  writeFileSync(PAGE, await rendered(readFileSync(PAGE, 'utf8')));
  return [...taken.map(([, name]) => fileOf(name)), PAGE];
}

function fileOf(name: string): string {
  return join(ROOT, `test/bench/results/${name}.json`);
}
