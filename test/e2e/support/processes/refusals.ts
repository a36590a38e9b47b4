import { treeOf } from '../traces/traces.js';
import type { Site } from './pairs.js';
import { type Server, StartFailed } from './server.js';

/** The lines on standard error of a start that exited with 1. `logged`: what its log says before, a line each. */
export async function failureOf(starting: Promise<Server>, logged: readonly RegExp[] = []): Promise<string[]> {
  const failure = await starting.then(
    async (server) => {
      await server.kill();
      return new Error('the server started');
    },
    (error: unknown) => error,
  );
  if (!(failure instanceof StartFailed)) throw failure;
  expect(failure.exitCode).toBe(1);
  expect(failure.stdout).toBe('');
  const lines = failure.stderr.trimEnd().split('\n');
  for (const words of logged) expect(JSON.parse(lines.shift() ?? '').msg).toMatch(words);
  for (const line of lines) {
    expect(line).toMatch(/^coffer: /);
    expect(line).not.toMatch(/unexpected|^\s+at |Error:/);
  }
  return lines.map((line) => line.slice('coffer: '.length));
}

/** The one line of a refused start of an embedded site. Expects that the start wrote nothing. */
export function refusalsOf(site: () => Site) {
  /** Without the store's log: opening the store commits to it, which undoes what a crash left half-written. */
  const trees = () => {
    const { DATA_DIR = '', KEYRING_DIR = '' } = site().env;
    const ofData = Object.entries(treeOf(DATA_DIR)).filter(([path]) => !path.startsWith('/coffer.db-'));
    return { data: Object.fromEntries(ofData), keyring: treeOf(KEYRING_DIR) };
  };
  return async (words: RegExp, env?: Record<string, string>): Promise<void> => {
    const before = trees();
    const lines = await failureOf(site().start(env));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(words);
    expect(trees()).toEqual(before);
  };
}
