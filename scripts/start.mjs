/** `npm start`: builds what is here, then runs it in this very process. */
import { spawnSync } from 'node:child_process';

const PARENT_WATCH_MS = 500;

const built = spawnSync('npm run --silent build', { stdio: 'inherit', shell: true });
if (built.status !== 0) process.exit(built.status ?? 1);

// npm runs scripts in a shell and passes a SIGTERM on to that shell alone: when it is gone, we are to stop too.
const shell = process.ppid;
setInterval(() => {
  if (process.ppid !== shell) process.kill(process.pid, 'SIGTERM');
}, PARENT_WATCH_MS).unref();

await import('../dist/apps/api/src/main.js');
