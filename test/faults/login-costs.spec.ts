import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash } from 'bcrypt';
import { makeAccount } from '../e2e/support/people/accounts.js';
import { Api, PASSWORD, setUp } from '../e2e/support/processes/api.js';
import { HASHES_AS_CONFIGURED } from '../e2e/support/processes/base-environment.js';
import { embeddedSite, type Site } from '../e2e/support/processes/pairs.js';
import { IS_THOROUGH } from './support/rounds.js';
import { failedLogins, WRONG } from './times/failed-logins.js';
import { Stopwatch } from './times/stopwatch.js';

const LOGINS = 200;
/** Names of each kind. Each gets 40 logins: fewer than lock a name over all networks. */
const NAMES = 5;
const BCRYPT_COST = 8;

const describeThorough = IS_THOROUGH ? describe : describe.skip;

describeThorough('the time of a login on a server whose costs have changed (npm run test:faults alone)', () => {
  let site: Site;
  let stopwatch: Stopwatch;
  const namesOf = (kind: string) => Array.from({ length: NAMES }, (_, at) => `${kind}_${at}`);
  const start = (iterations: number) => site.start({ ARGON2_ITERATIONS: `${iterations}`, LOCKOUT_MINUTES: '60' });

  /** Makes accounts while the server hashes with these costs. Leaves it stopped. */
  async function make(kind: string, iterations: number): Promise<void> {
    const server = await start(iterations);
    const admin = server.setupToken ? await setUp(server) : await (await Api.of(server)).login('root_admin', PASSWORD);
    for (const name of namesOf(kind)) await makeAccount(admin, name);
    await server.stop();
  }

  async function importAccounts(): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'coffer-costs-'));
    const path = join(folder, 'accounts.ndjson');
    const hashed_password = await hash(PASSWORD, BCRYPT_COST);
    const lines = namesOf('imported').map((username) => ({ username, email: 'a@example.org', hashed_password }));
    writeFileSync(path, lines.map((line) => JSON.stringify(line)).join('\n'));
    const { code } = await site.run(['users', 'import', path], { ARGON2_ITERATIONS: '3' });
    rmSync(folder, { recursive: true });
    expect(code).toBe(0);
  }

  beforeAll(async () => {
    site = await embeddedSite({ TRUSTED_PROXIES: '127.0.0.1', ...HASHES_AS_CONFIGURED });
    await make('older', 2);
    await make('newer', 5);
    await make('present', 3);
    await importAccounts();
    stopwatch = new Stopwatch((await start(3)).url, site.pair);
  });
  afterAll(async () => {
    stopwatch?.close();
    await site?.clear();
  });

  it('does not tell an unknown name, and hashes of older, newer, present and imported costs apart [R13]', async () => {
    const { kind } = failedLogins(NAMES);
    const names = ['nobody', 'older', 'newer', 'present', 'imported'];
    const kinds = names.map((name) => kind(name, name, { password: WRONG }));
    await stopwatch.expectAlike('login after changed costs', kinds, LOGINS);
  });
});
