/** `npm start`: builds the sources if they have changed, then runs the program in this process. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const PARENT_WATCH_MS = 500;

refuseAnOldNode();

const built = spawnSync(process.execPath, ['scripts/build.mjs', '--if-changed'], { stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);

// npm runs a script in a shell and sends SIGTERM to that shell alone. When the shell is gone, this process stops too.
const shell = process.ppid;
setInterval(() => {
  if (process.ppid !== shell) process.kill(process.pid, 'SIGTERM');
}, PARENT_WATCH_MS).unref();

await import('../dist/apps/api/src/main.js');

/** `npm ci` brings Node for Linux and Windows; elsewhere the machine's own Node runs this, and may be too old. */
function refuseAnOldNode() {
  const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const [major, minor] = engines.node.match(/\d+/g).map(Number);
  const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return;
  console.error(`coffer: needs Node ${engines.node}; this is ${process.version}`);
  process.exit(1);
}
