/**
 * `npm run coffer -- users unlock ann`: the command as `npm start` has built it. It is built only where it never was:
 * building anew would take the program from beneath a running server.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const MAIN = new URL('../dist/apps/cli/src/main.js', import.meta.url);

if (!existsSync(MAIN)) {
  const built = spawnSync('npm run --silent build', { stdio: 'inherit', shell: true });
  if (built.status !== 0) process.exit(built.status ?? 1);
}

await import(MAIN.href);
