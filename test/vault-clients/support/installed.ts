import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder that `.ci/vault-clients/install` fills. */
const CACHE = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
const FOLDER = process.env.VAULT_CLIENTS ?? join(CACHE, 'coffer-vault-clients');

/** OpenBao's program: the command `bao`, the agent, and a server to compare with. */
export const BAO = join(FOLDER, 'bin/bao');
/** A Python that has hvac. */
export const PYTHON = join(FOLDER, 'bin/python');

/** The test name that the reporter of untested suites looks for. */
const NOT_TESTED = 'is not tested without the clients of Vault';

/** A `describe` that needs the clients. Without them it is skipped, and with REQUIRE_CLIENTS=1 it fails. */
export function describeWithClients(name: string, define: () => void): void {
  const areThere = existsSync(BAO) && existsSync(PYTHON);
  if (areThere || process.env.REQUIRE_CLIENTS === '1') describe(name, define);
  else describe(name, () => it.skip(NOT_TESTED, () => {}));
}
