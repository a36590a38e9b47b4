import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BASE, QUICK_HASHES, ROOMY } from './base-environment.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const MAIN = 'dist/apps/api/src/main.js';
const FLAGS: readonly string[] = [...ROOMY, ...QUICK_HASHES];
/** Far above what a start takes, so that a busy machine fails none. */
const START_LIMIT_MS = 300_000;

/** A server as a user runs it: the built program in a separate process. */
export interface Server {
  readonly url: string;
  /** Servers of this build with the same text have the same OpenAPI document. Without it, it is asked for its own. */
  readonly documentKey?: string;
  /** The printed setup token; null once setup is done. */
  readonly setupToken: string | null;
  readonly process: ChildProcess;
  /** Everything that it has printed, on both streams. */
  output(): string;
  /** Sends SIGTERM and waits. Returns the exit code. */
  stop(): Promise<number | null>;
  /** Sends SIGKILL and waits. */
  kill(): Promise<void>;
}

export class StartFailed extends Error {
  constructor(
    readonly exitCode: number | null,
    readonly stdout: string,
    readonly stderr: string,
  ) {
    super(`the server ended with ${exitCode} before it listened: ${stderr.slice(0, 2_000)}`);
  }
}

/** A server that may not listen yet. */
export interface LaunchedServer extends Omit<Server, 'url' | 'setupToken' | 'documentKey'> {
  /** Waits until it listens. Throws StartFailed if it ends before. */
  listening(): Promise<Server>;
}

/** Starts the built server with exactly this environment on a free port, and waits until it listens. `flags` are of Node. */
export async function startServer(
  env: Record<string, string>,
  main: string = MAIN,
  flags: readonly string[] = FLAGS,
): Promise<Server> {
  return launchServer(env, main, flags).listening();
}

/** The same, without the wait. */
export function launchServer(
  env: Record<string, string>,
  main: string = MAIN,
  flags: readonly string[] = FLAGS,
): LaunchedServer {
  if (!existsSync(`${ROOT}${MAIN}`)) throw new Error('build first: npm run build');
  const child = spawn(process.execPath, [...flags, main], {
    cwd: env.CWD ?? ROOT,
    env: { ...BASE, PORT: '0', LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exited = once(child, 'exit');

  async function address(): Promise<string> {
    const end = Date.now() + START_LIMIT_MS;
    while (Date.now() < end && child.exitCode === null && child.signalCode === null) {
      const url = /https?:\/\/[^\s/]+:\d+/.exec(stdout)?.[0];
      if (url && (await answers(url))) return url;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill('SIGKILL');
    await exited;
    throw new StartFailed(child.exitCode, stdout, stderr);
  }

  const launched: LaunchedServer = {
    process: child,
    output: () => stdout + stderr,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
      return child.exitCode;
    },
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
    },
    async listening() {
      const url = await address();
      const documentKey = JSON.stringify([env.KV_API, env.KV_API_MOUNT]);
      return { ...launched, url, documentKey, setupToken: /^\s*Setup token: (\S+)$/m.exec(stdout)?.[1] ?? null };
    },
  };
  return launched;
}

async function answers(url: string): Promise<boolean> {
  if (url.startsWith('https:')) return true;
  try {
    return (await fetch(`${url}/health`, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}
