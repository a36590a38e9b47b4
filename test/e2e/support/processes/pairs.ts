import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VaultAdmin } from '#keyring-vault/testing';
import { describeWithEngines, type Engines, engines } from '../../../engines/engines.js';
import { type Ended, runCommand } from './command.js';
import { type Server, startServer } from './server.js';

/** One place where servers keep their data: started on it again, a server finds everything. */
export interface Site {
  readonly pair: 'embedded' | 'production';
  readonly env: Record<string, string>;
  /** The real engines beneath; null on the embedded pair. */
  readonly engines: Engines | null;
  /**
   * Starts a server on this site; several at once only on the production pair. `main`: another program than the built
   * api that takes its environment and prints what it prints.
   */
  start(env?: Record<string, string>, main?: string): Promise<Server>;
  /** Runs the command `coffer` on this site. */
  run(
    args: readonly string[],
    env?: Record<string, string>,
    meanwhile?: (child: ChildProcess) => Promise<void>,
  ): Promise<Ended>;
  /** Stops what still runs and removes what was kept. */
  clear(): Promise<void>;
}

/** Cheap enough for hundreds of logins in a suite, and still what the configuration allows. */
const QUICK = { ARGON2_MEMORY_KIB: '19456', ARGON2_ITERATIONS: '2', AUTH_RATE_PER_MINUTE: '0', RATE_PER_MINUTE: '0' };

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
    async start(more = {}, main?: string) {
      const server = await startServer({ ...QUICK, ...env, ...more }, main);
      servers.push(server);
      return server;
    },
    run: (args, more = {}, meanwhile) => runCommand({ ...QUICK, ...env, ...more }, args, meanwhile),
    async clear() {
      await Promise.all(servers.map((server) => server.kill()));
      await remove();
    },
  };
}

/** A new, empty embedded site in a folder of its own. */
export async function embeddedSite(env: Record<string, string> = {}): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-e2e-'));
  const places = { DATA_DIR: join(folder, 'data'), KEYRING_DIR: join(folder, 'keyring') };
  return siteOf('embedded', { ...places, ...env }, null, () => rmSync(folder, { recursive: true, force: true }));
}

/**
 * A new database, new mounts and a new AppRole under the shipped policy alone, on real engines. The master key is in
 * Transit, or in KV with `VAULT_MASTER_KEY: 'kv'`.
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

/** The suite once for each pair; the production pair only where engines are (under REQUIRE_ENGINES they must be). */
export function describePairs(
  name: string,
  suite: (open: (env?: Record<string, string>) => Promise<Site>) => void,
): void {
  describe(`${name} (SQLite and the local keyring)`, () => suite(embeddedSite));
  describeWithEngines(`${name} (MongoDB and OpenBao)`, () => suite(productionSite));
}
