/**
 * `npm run coffer -- users unlock ann`: runs the last build of the command. It builds only if there is no build yet: a
 * command beside a running server is then of the same build.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { requireInstalled } from './installed.mjs';

const BUILD = fileURLToPath(new URL('build.mjs', import.meta.url));
const MAIN = new URL('../dist/apps/cli/src/main.js', import.meta.url);

requireInstalled();

if (!existsSync(MAIN)) {
  const built = spawnSync(process.execPath, [BUILD], { stdio: 'inherit' });
  if (built.status !== 0) process.exit(built.status ?? 1);
}

await import(MAIN.href);
