import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VaultAdmin } from '#keyring-vault/testing';
import { describeWithEngines, type Engines, engines } from '../../../engines/engines.js';
import { type Ended, runCommand } from './command.js';
import { linkAddress } from './link-address.js';
import { untilEnginesAnswer } from './patience.js';
import { type Server, StartFailed, startServer } from './server.js';

/** The place of a server's data. A server that starts on it again finds everything. */
export interface Site {
  readonly pair: 'embedded' | 'production';
  readonly env: Record<string, string>;
  /** The real engines; null on the embedded pair. */
  readonly engines: Engines | null;
  /**
   * Starts a server on this site. Only the production pair allows several at once. `main`: a program to start instead of
   * the built api. It takes the same environment and prints the same lines. `flags`: Node's.
   */
  start(env?: Record<string, string>, main?: string, flags?: readonly string[]): Promise<Server>;
  /** Runs the command `coffer` on this site. */
  run(
    args: readonly string[],
    env?: Record<string, string>,
    meanwhile?: (child: ChildProcess) => Promise<void>,
    input?: string,
  ): Promise<Ended>;
  /** Stops every server of the site and removes its data. */
  clear(): Promise<void>;
}

/**
 * The cheapest password hashing that the configuration allows, with the memory cost that quick-hashes.mjs looks for; no
 * limits; and access tokens that outlive a suite on a busy machine.
 */
export const QUICK = {
  ACCESS_TOKEN_EXPIRES_IN: '2h',
  ARGON2_MEMORY_KIB: '19457',
  ARGON2_ITERATIONS: '2',
  AUTH_RATE_PER_MINUTE: '0',
  RATE_PER_MINUTE: '0',
  AUDIT_STRANGERS_PER_MINUTE: '0',
  AUDIT_RECORDS_PER_DAY: '0',
  AUDIT_KEY_OVERLAP: '1s',
  STORE_RESERVE_MIB: '0',
  PUBLIC_URL: 'https://coffer.example.org',
};

function siteOf(
  pair: Site['pair'],
  env: Record<string, string>,
  under: Engines | null,
  remove: () => Promise<void> | void,
): Site {
  const servers: Server[] = [];
  return {
    pair,
    env,
    engines: under,
    async start(more = {}, main?: string, flags?: readonly string[]) {
      // Nodes of a site append for each other, as the guide for production says.
      const link: Record<string, string> = pair === 'production' ? { NODE_ADDRESS: await linkAddress() } : {};
      const once = () => startServer({ ...QUICK, ...link, ...env, ...more }, main, flags).catch(startFailure);
      const started = await untilEnginesAnswer(once, (one) => (one instanceof StartFailed ? one.stderr : ''));
      if (started instanceof StartFailed) throw started;
      servers.push(started);
      return started;
    },
    run: (args, more = {}, meanwhile, input) =>
      untilEnginesAnswer(
        () => runCommand({ ...QUICK, ...env, ...more }, args, meanwhile, input),
        ({ complained }) => complained.join('\n'),
      ),
    async clear() {
      await Promise.all(servers.map((server) => server.kill()));
      await remove();
    },
  };
}

function startFailure(error: unknown): StartFailed {
  if (error instanceof StartFailed) return error;
  throw error;
}

/** A new, empty embedded site in a temporary folder. */
export async function embeddedSite(env: Record<string, string> = {}): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-e2e-'));
  const places = { DATA_DIR: join(folder, 'data'), KEYRING_DIR: join(folder, 'keyring') };
  return siteOf('embedded', { ...places, ...env }, null, () => rmSync(folder, { recursive: true, force: true }));
}

/**
 * A new production site on real engines: a new database, new mounts and a new AppRole with only the shipped policy. The
 * master key is in Transit, or in KV with `VAULT_MASTER_KEY: 'kv'`.
 */
export async function productionSite(env: Record<string, string> = {}, on?: Engines): Promise<Site> {
  const found = on ?? (await engines());
  if (!found) throw new Error('no engines: guard the suite with describePairs');
  const place = await new VaultAdmin(found).newPlace(env.VAULT_MASTER_KEY === 'kv' ? 'kv' : 'transit');
  const { roleId, secretId } = await place.appRole();
  const vault = { VAULT_ADDR: found.vaultAddr, VAULT_KV_MOUNT: place.kvMount, VAULT_TRANSIT_MOUNT: place.transitMount };
  const role = { VAULT_ROLE_ID: roleId, VAULT_SECRET_ID: secretId };
  const store = { MONGODB_URL: found.mongodbUrl, DB_NAME: `coffer_e2e_${place.name}` };
  const roots = { JWT_SECRET: randomBytes(32).toString('base64'), PEPPER: randomBytes(32).toString('base64') };
  return siteOf('production', { ...store, ...vault, ...role, ...roots, ...env }, found, () => {});
}

/** Runs the suite on each pair. Skips the production pair without engines; REQUIRE_ENGINES=1 makes that a failure. */
export function describePairs(
  name: string,
  suite: (open: (env?: Record<string, string>) => Promise<Site>) => void,
): void {
  describe(`${name} (SQLite and the local keyring)`, () => suite(embeddedSite));
  describeWithEngines(`${name} (MongoDB and OpenBao)`, () => suite(productionSite));
}
