import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DemoError } from './demo-error.js';

/** The server, and how the demo logs in. */
export interface Options {
  /** Without a trailing slash. */
  readonly url: string;
  /** An existing administrator; null if none was given. */
  readonly administrator: { readonly username: string; readonly password: string } | null;
  /** The token of a server without an administrator; null if none was found. */
  readonly setupToken: string | null;
}

export const USAGE = `Fills a running server with roles, policies, users and secrets.

  npm run demo -- [--url URL] [--username NAME --password PASSWORD | --setup-token TOKEN]

  --url          the server; or COFFER_URL; default http://127.0.0.1:8000 (or PORT)
  --username     an administrator of a server that is set up; or COFFER_USERNAME
  --password     the administrator's password; better COFFER_PASSWORD: other accounts of this machine cannot read it
  --setup-token  the token that a new server printed; or SETUP_TOKEN; default the file setup-token in DATA_DIR (./data)
`;

const OPTIONS = {
  url: { type: 'string' },
  username: { type: 'string' },
  password: { type: 'string' },
  'setup-token': { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** Reads the arguments, then the environment. Returns null for --help. Throws {@link DemoError}. */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Options | null {
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
