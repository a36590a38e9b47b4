import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { usageOf } from './usage.js';

/**
 * Microseconds of processor time of the database since its start, from the folder that ENGINES_DIR names. Null without
 * /proc, or if it runs elsewhere.
 */
export function storeUsage(dir = process.env.ENGINES_DIR): number | null {
  if (!dir) return null;
  try {
    const pid = Number(readFileSync(join(dir, 'mongodb.pid'), 'utf8'));
    return sumOf([pid, ...behind(pid)]);
  } catch {
    return null;
  }
}

function sumOf(pids: readonly number[]): number | null {
  const usages = pids.map((pid) => usageOf(pid)?.cpuMicroseconds ?? Number.NaN);
  const known = usages.filter((usage) => !Number.isNaN(usage));
  return known.length === 0 ? null : known.reduce((sum, usage) => sum + usage, 0);
}

/** FerretDB keeps its data in a PostgreSQL, whose port its arguments name, and which has a process for each connection. */
function behind(pid: number): number[] {
  const port = /postgres:\/\/[^/]*:(\d+)\//.exec(argumentsOf(pid))?.[1];
  if (!port) return [];
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const server = all.find((one) => one !== pid && new RegExp(`postgres .*-p ${port}\\b`).test(argumentsOf(one)));
  return server ? [server, ...all.filter((one) => parentOf(one) === server)] : [];
}

function argumentsOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}
