import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DemoError } from './demo-error.js';

/** How the demo finds the server and gets in. */
export interface Options {
  /** Without a slash at its end. */
  readonly url: string;
  /** An administrator that is there; null: none was given. */
  readonly administrator: { readonly username: string; readonly password: string } | null;
  /** Of a server that nobody was let into yet; null: none was found. */
  readonly setupToken: string | null;
}

export const USAGE = `Fills a running server with roles, policies, users and secrets.

  npm run demo -- [--url URL] [--username NAME --password PASSWORD | --setup-token TOKEN]

  --url          the server; COFFER_URL; http://127.0.0.1:8000 (or PORT)
  --username     an administrator, on a server that is set up; COFFER_USERNAME
  --password     COFFER_PASSWORD, which other accounts of this machine cannot read
  --setup-token  what the start printed, on a new server; SETUP_TOKEN, or the file setup-token in DATA_DIR (./data)
`;

const OPTIONS = {
  url: { type: 'string' },
  username: { type: 'string' },
  password: { type: 'string' },
  'setup-token': { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** Reads the arguments, then the environment; null: help was asked for. Throws {@link DemoError}. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options | null {
  const given = parsed(args);
  if (given.help) return null;
  const url = (given.url ?? env.COFFER_URL ?? `http://127.0.0.1:${env.PORT ?? 8000}`).replace(/\/+$/, '');
  if (!/^https?:\/\/[^/]/.test(url)) throw new DemoError('--url must begin with http:// or https://');
  const username = given.username ?? env.COFFER_USERNAME;
  const password = given.password ?? env.COFFER_PASSWORD;
  if (!username !== !password) throw new DemoError('--username and --password go together');
  return {
    url,
    administrator: username && password ? { username, password } : null,
    setupToken: given['setup-token'] ?? env.SETUP_TOKEN ?? tokenIn(env.DATA_DIR ?? './data'),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new DemoError(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

function tokenIn(dataDir: string): string | null {
  const file = join(dataDir, 'setup-token');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
}
