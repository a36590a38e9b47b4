import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Site } from '../../e2e/support/processes/pairs.js';
import { usageOf } from '../measure/usage.js';

const MIB = 1_048_576;

/** For the server: `node ...GAUGED dist/...`. */
export const GAUGED: readonly string[] = ['--import', fileURLToPath(new URL('./gauge.mjs', import.meta.url))];

/** What a server holds at one time. */
export interface Reading {
  readonly rssMib: number;
  readonly heapMib: number;
  readonly descriptors: number;
  /** Of all stores of the embedded pair together. */
  readonly walMib: number;
  /** The 99th percentile of the last second. */
  readonly delayMs: number;
}

export const READINGS: readonly (keyof Reading)[] = ['rssMib', 'heapMib', 'descriptors', 'walMib', 'delayMs'];

export function read(pid: number, { env }: Pick<Site, 'env'>): Reading {
  const { heapUsed, delayMs } = JSON.parse(readFileSync(fileOf(pid), 'utf8'));
  return {
    rssMib: usageOf(pid)?.rssMib ?? Number.NaN,
    heapMib: heapUsed / MIB,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    walMib: walBytes(env.DATA_DIR ?? '') / MIB,
    delayMs: delayMs.p99,
  };
}

export function removeGauge(pid: number): void {
  rmSync(fileOf(pid), { force: true });
}

function fileOf(pid: number): string {
  return join(tmpdir(), `coffer-gauge-${pid}.json`);
}

function walBytes(folder: string): number {
  const files = readdirSync(folder).filter((name) => name.endsWith('-wal'));
  return files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
