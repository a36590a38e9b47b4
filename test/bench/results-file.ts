import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { MEASURED } from './table.js';

const FILE = 'bench-results.json';

/** Writes all figures of this run, with the machine and the commit that they are of. Git ignores the file. */
export function writeResults(subject: string): string {
  const machine = { processor: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };
  const about = { subject, at: new Date().toISOString(), commit: commit(), machine };
  writeFileSync(FILE, `${JSON.stringify({ ...about, ...MEASURED }, null, 2)}\n`);
  return FILE;
}

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
