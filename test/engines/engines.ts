import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseEnv, promisify } from 'node:util';

/** One of the two servers of a set. */
export type Part = 'mongodb' | 'vault';

/** Control of a set that the `engines` script started. `kill` acts like a power cut; `start` keeps the data. */
export interface EngineControl {
  pause(part: Part): Promise<void>;
  resume(part: Part): Promise<void>;
  kill(part: Part): Promise<void>;
  start(part: Part): Promise<void>;
}

/** Real servers: a MongoDB-protocol database and an OpenBao. */
export interface Engines {
  readonly mongodbUrl: string;
  readonly mongodbTlsUrl?: string;
  readonly vaultAddr: string;
  readonly vaultTlsAddr?: string;
  readonly rootToken: string;
  readonly unsealKey: string;
  /** PEM file of the authority that signed the servers' certificates. */
  readonly ca?: string;
  /** The folder of the set. */
  readonly dir?: string;
  /** Absent if tests may not pause and kill the servers. */
  readonly control?: EngineControl;
}

/** Engines that a test may pause and kill. */
export type ControlledEngines = Engines & { readonly dir: string; readonly control: EngineControl };

/** Milliseconds for a restarted database to answer. */
const ANSWER_MS = 120_000;
/** The script waits 20 s for a server, which a busy machine may exceed. */
const START_ATTEMPTS = 8;

/** The test name that the reporter of untested suites looks for. */
export const NOT_TESTED = 'is not tested without MongoDB and OpenBao';

const run = promisify(execFile);

/**
 * The servers that the ENGINES_* variables name. Jest's globalSetup sets them if Docker runs. Null without any. Throws if
 * only half of them are set, and with REQUIRE_ENGINES=1 if none is.
 */
export async function engines(): Promise<Engines | null> {
  return enginesFrom(process.env);
}

/** A `describe` that runs on real servers. Without them it is skipped, and the reporter counts it. */
export function describeWithEngines(name: string, define: (engines: Engines) => void): void {
  const found = enginesFrom(process.env);
  if (found) describe(name, () => define(found));
  else describe(name, () => it.skip(NOT_TESTED, () => {}));
}

/**
 * A `describe` for tests that pause and kill servers. It runs on a separate set of servers, from `beforeAll` to
 * `afterAll`, since other tests run at the same time. Skipped without the `engines` script.
 */
export function describeWithOwnEngines(name: string, define: (own: () => ControlledEngines) => void): void {
  const script = scriptOf(process.env);
  if (!script || !enginesFrom(process.env)) {
    describe(name, () => it.skip(NOT_TESTED, () => {}));
    return;
  }
  describe(name, () => {
    let set: ControlledEngines | undefined;
    beforeAll(async () => {
      set = await startOwn(script);
    });
    afterAll(async () => {
      if (set) await run(script, ['down', set.dir]);
    });
    define(() => {
      if (!set) throw new Error('engines are used before they run');
      return set;
    });
  });
}

/** Reads the variables that `engines up` writes. */
export function enginesFrom(env: NodeJS.ProcessEnv): Engines | null {
  const { ENGINES_MONGODB_URL, ENGINES_VAULT_ADDR, ENGINES_VAULT_ROOT_TOKEN, ENGINES_VAULT_UNSEAL_KEY } = env;
  const needed = { ENGINES_MONGODB_URL, ENGINES_VAULT_ADDR, ENGINES_VAULT_ROOT_TOKEN, ENGINES_VAULT_UNSEAL_KEY };
  const missing = Object.keys(needed).filter((name) => !env[name]);
  if (ENGINES_MONGODB_URL && ENGINES_VAULT_ADDR && ENGINES_VAULT_ROOT_TOKEN && ENGINES_VAULT_UNSEAL_KEY) {
    return {
      mongodbUrl: ENGINES_MONGODB_URL,
      mongodbTlsUrl: env.ENGINES_MONGODB_TLS_URL,
      vaultAddr: ENGINES_VAULT_ADDR,
      vaultTlsAddr: env.ENGINES_VAULT_TLS_ADDR,
      rootToken: ENGINES_VAULT_ROOT_TOKEN,
      unsealKey: ENGINES_VAULT_UNSEAL_KEY,
      ca: env.ENGINES_CA,
      dir: env.ENGINES_DIR,
      control: controlOf(scriptOf(env), env.ENGINES_DIR, ENGINES_MONGODB_URL),
    };
  }
  const none = missing.length === Object.keys(needed).length;
  if (!none || env.REQUIRE_ENGINES === '1') throw new Error(`the tests need ${missing.join(', ')}`);
  return null;
}

/** Starts a set of servers. Tries again in a new folder, since another program may take a port before a server does. */
async function startOwn(script: string): Promise<ControlledEngines> {
  const { dir, stdout } = await inAttempts(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'coffer-engines-'));
    try {
      return { dir: folder, ...(await run(script, ['up', folder])) };
    } catch (error) {
      await run(script, ['down', folder]);
      throw error;
    }
  });
  const set = enginesFrom({ ENGINES_SCRIPT: script, ...parseEnv(stdout) });
  if (!set?.control) throw new Error('the engines script named no servers');
  return { ...set, dir, control: set.control };
}

function scriptOf({ ENGINES_SCRIPT }: NodeJS.ProcessEnv): string | undefined {
  const script = ENGINES_SCRIPT ?? resolve(import.meta.dirname, '../../../shared/engines/engines');
  return existsSync(script) ? script : undefined;
}

async function inAttempts<T>(action: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await action();
    } catch (error) {
      if (attempt === START_ATTEMPTS) throw error;
    }
  }
}

function controlOf(script: string | undefined, dir: string | undefined, mongodbUrl: string): EngineControl | undefined {
  if (!script || !dir) return undefined;
  const send = (command: string) => async (part: Part) => {
    await run(script, [command, dir, part]);
  };
  const kill = send('kill');
  const start = (part: Part) =>
    inAttempts(async () => {
      try {
        await send('start')(part);
        if (part === 'vault' || (await answersAsMongodb(mongodbUrl))) return;
        throw new Error(`the database did not come back:\n${logOf(dir)}`);
      } catch (error) {
        await kill(part);
        throw error;
      }
    });
  return { pause: send('pause'), resume: send('resume'), kill, start };
}

/** The script checks only the port, which another program may have taken while the database was down. */
async function answersAsMongodb(url: string): Promise<boolean> {
  // Every suite of whole processes imports this file, and few come here.
  const { mongo } = await import('mongoose');
  const client = new mongo.MongoClient(url, { serverSelectionTimeoutMS: ANSWER_MS });
  try {
    await client.db('admin').command({ ping: 1 });
    return true;
  } catch {
    return false;
  } finally {
    await client.close();
  }
}

function logOf(dir: string): string {
  return readFileSync(join(dir, 'ferretdb.log'), 'utf8').slice(-2_000);
}
