/**
 * `npm run coffer -- users unlock ann`: runs the last build of the command. It builds only if there is no build yet,
 * because a new build replaces the files of a running server.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const MAIN = new URL('../dist/apps/cli/src/main.js', import.meta.url);

if (!existsSync(MAIN)) {
  const built = spawnSync('npm run --silent build', { stdio: 'inherit', shell: true });
  if (built.status !== 0) process.exit(built.status ?? 1);
}

await import(MAIN.href);
