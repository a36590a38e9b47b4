import { existsSync, readFileSync } from 'node:fs';

const ROOT = new URL('..', import.meta.url);

/**
 * Ends the process with one line if `npm ci` was forgotten, or if this Node is too old: `npm ci` brings Node for Linux and
 * Windows; elsewhere the machine's own Node runs this. It imports nothing but what Node 20 has.
 */
export function requireInstalled() {
  if (!existsSync(new URL('node_modules', ROOT))) end('Run `npm ci` first: it installs what Coffer needs.');
  const { engines } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'));
  const [major, minor] = engines.node.match(/\d+/g).map(Number);
  const { node } = process.versions;
  const [ownMajor, ownMinor] = node.split('.').map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return;
  const install = `\`npm ci\` brings it for Linux and Windows. On a Mac install Node ${major}.`;
  end(`needs Node ${engines.node}; this is ${node}. ${install}`);
}

function end(line) {
  console.error(`coffer: ${line}`);
  process.exit(1);
}
