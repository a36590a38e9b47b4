import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resultsFile } from '../results-file.js';
import { beforeAfter } from './before-after.js';
import { withParts } from './markdown.js';
import { aboutRun, type PastRun, readRun } from './past-run.js';
import { scaleTable } from './scale-table.js';

const ROOT = join(import.meta.dirname, '../../..');
export const PAGE = join(ROOT, 'docs/performance.md');
/** What the page shows, by the subjects of the bench. */
const KEPT: Readonly<Record<string, string>> = { everything: 'after', scale: 'scale' };

const NOT_YET = 'Not measured yet.';

/** The kept results of a run, `test/bench/results/NAME.json`; null if there are none. */
export function kept(name: string): PastRun | null {
  return existsSync(fileOf(name)) ? readRun(fileOf(name)) : null;
}

/** The page as its kept results and the simulation make it. */
export function rendered(page: string): string {
  const [before, after, scale] = [readRun(fileOf('before')), kept('after'), kept('scale')];
  return withParts(page, {
    'before and after': after
      ? `Before: ${aboutRun(before)}. After: ${aboutRun(after)}.\n\n${beforeAfter(before, after)}`
      : NOT_YET,
    scale: scale ? `Measured: ${aboutRun(scale)}.\n\n${scaleTable(scale)}` : NOT_YET,
  });
}

/** Takes the results of the newest runs, as far as there are any, and writes the page. Returns what it wrote. */
export function renderPage(): string[] {
  const taken = Object.entries(KEPT).filter(([subject]) => existsSync(join(ROOT, resultsFile(subject))));
  for (const [subject, name] of taken) copyFileSync(join(ROOT, resultsFile(subject)), fileOf(name));
  writeFileSync(PAGE, rendered(readFileSync(PAGE, 'utf8')));
  return [...taken.map(([, name]) => fileOf(name)), PAGE];
}

function fileOf(name: string): string {
  return join(ROOT, `test/bench/results/${name}.json`);
}
