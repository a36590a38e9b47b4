import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { MEASURED } from './table.js';

const BYTES_A_GIB = 2 ** 30;

/** Where the figures of `npm run bench` are, and those of one of its subjects. Git ignores these files. */
export function resultsFile(subject: string): string {
  return subject === 'everything' ? 'bench-results.json' : `bench-results-${subject}.json`;
}

/** Writes all figures of this run, with the machine and the commit that they are of. */
export function writeResults(subject: string): string {
  const processors = cpus();
  const machine = {
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGib: Math.round(totalmem() / BYTES_A_GIB),
    node: process.version,
  };
  const about = { subject, at: new Date().toISOString(), commit: commit(), machine };
  writeFileSync(resultsFile(subject), `${JSON.stringify({ ...about, ...MEASURED }, null, 2)}\n`);
  return resultsFile(subject);
}

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
