import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { BASE, QUICK_HASHES, ROOMY } from './base-environment.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const MAIN = 'dist/apps/cli/src/main.js';

/** The result of a command. */
export interface Ended {
  readonly code: number | null;
  /** The lines of standard output, and of standard error. */
  readonly told: readonly string[];
  readonly complained: readonly string[];
}

/** Runs the built `coffer` with exactly this environment until it ends. Calls `meanwhile` once it runs. `input`: what it reads. */
export async function runCommand(
  env: Record<string, string>,
  args: readonly string[],
  meanwhile: (child: ChildProcess) => Promise<void> = async () => {},
  input = '',
): Promise<Ended> {
  const child = spawn(process.execPath, [...ROOMY, ...QUICK_HASHES, MAIN, ...args], {
    cwd: ROOT,
    env: { ...BASE, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // It may end without reading.
  child.stdin.on('error', () => {}).end(input);
  const [told, complained] = [child.stdout, child.stderr].map((stream) => {
    const chunks: string[] = [];
    stream.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
    return () => linesOf(chunks.join(''));
  });
  await Promise.all([once(child, 'close'), meanwhile(child)]);
  return { code: child.exitCode, told: told?.() ?? [], complained: complained?.() ?? [] };
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
