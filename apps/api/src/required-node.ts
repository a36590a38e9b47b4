import { existsSync, readFileSync } from 'node:fs';

/**
 * Ends the process with one line if this Node is older than `engines.node` of package.json. Call it before anything else
 * is loaded: an older Node lacks modules, and ends in the middle of loading a library that is made for a newer one. So this
 * file imports nothing but what Node 20 has.
 */
export function requireNode(): void {
  const refusal = nodeRefusal(process.versions.node, neededNode());
  if (refusal === null) return;
  process.stderr.write(`${refusal}\n`);
  process.exit(1);
}

/**
 * Null if `own`, such as 24.15.0, is `needed`, such as >=24.15, or newer.
 *
 * @example
 * nodeRefusal('24.15.0', '>=24.15'); // null
 */
export function nodeRefusal(own: string, needed: string): string | null {
  const [major = 0, minor = 0] = numbersOf(needed);
  const [ownMajor = 0, ownMinor = 0] = numbersOf(own);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return null;
  return `coffer: needs Node ${needed}; this is ${own}. \`npm ci\` brings it for Linux and Windows: start with \`npm start\` and \`npm run coffer --\`, which use it. On a Mac install Node ${major}.`;
}

function numbersOf(version: string): number[] {
  return (version.match(/\d+/g) ?? []).map(Number);
}

/** From the package.json above this file, built or not. */
function neededNode(): string {
  let folder = new URL('.', import.meta.url);
  while (!existsSync(new URL('package.json', folder))) folder = new URL('..', folder);
  const { engines } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as {
    engines: { node: string };
  };
  return engines.node;
}
