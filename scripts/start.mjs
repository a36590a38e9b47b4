/** `npm start`: builds the sources if they have changed, then runs the program in this process. */
import { spawnSync } from 'node:child_process';
import { requireInstalled } from './installed.mjs';

const PARENT_WATCH_MS = 500;

requireInstalled();

const built = spawnSync(process.execPath, ['scripts/build.mjs', '--if-changed'], { stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);

// npm runs a script in a shell and sends SIGTERM to that shell alone. When the shell is gone, this process stops too.
const shell = process.ppid;
setInterval(() => {
  if (process.ppid !== shell) process.kill(process.pid, 'SIGTERM');
}, PARENT_WATCH_MS).unref();

await import('../dist/apps/api/src/main.js');
