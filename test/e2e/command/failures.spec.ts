import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runHere } from '#command/testing';
import { makePolicy, makeRole, must } from '../support/people/accounts.js';
import { keep } from '../support/people/secrets.js';
import { type Api, PASSWORD, setUp } from '../support/processes/api.js';
import { BASE } from '../support/processes/base-environment.js';
import { embeddedSite, type Site } from '../support/processes/pairs.js';
import type { Server } from '../support/processes/server.js';

const ROOT = join(import.meta.dirname, '../../..');
const MAIN = 'dist/apps/cli/src/main.js';

describe('a command that fails', () => {
  let site: Site;
  let server: Server;
  let admin: Api;
  let home: string;
  let key: string;

  beforeAll(async () => {
    site = await embeddedSite();
    server = await site.start();
    admin = await setUp(server);
    await keep(admin, 'shop/db', { value: 'the value' });
    await makePolicy(admin, 'shop', [{ effect: 'allow', actions: ['secret:*'], resources: ['secret:shop/**'] }]);
    await makeRole(admin, 'shop', ['shop']);
    must(await admin.post('/service-accounts', { name: 'deploy', roles: ['shop'] }));
    ({ key } = must(await admin.post('/service-accounts/deploy/keys', { name: 'one' })).body);
  });
  afterAll(() => site?.clear());
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'coffer-home-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const here = async (args: string[], more: Record<string, string> = {}, given: { input?: string } = {}) => {
    const environment = { XDG_CONFIG_HOME: home, COFFER_URL: server.url, ...more };
    const { code, terminal } = await runHere(args, { environment, ...given });
    return [code, terminal.complained.join('\n')];
  };
  const withKey = (...args: string[]) => here(args, { COFFER_TOKEN: key });

  it.each([['get'], ['rm'], ['history']])('names the secret that is not there: %s', async (command) => {
    expect(await withKey(command, 'shop/nothere')).toEqual([
      1,
      expect.stringMatching(/^404 not_found: shop\/nothere: There is no such object, or you may not see it\./),
    ]);
  });

  it('names the secret of a variable that is replaced', async () => {
    expect(await here(['run', '--', 'true'], { COFFER_TOKEN: key, DB: 'coffer://shop/nothere' })).toEqual([
      1,
      expect.stringMatching(/^DB: 404 not_found: shop\/nothere: There is no such object/),
    ]);
  });

  it('says in words why a file cannot be read, and does not repeat an argument that may be a value', async () => {
    const why = 'cannot be read (ENOENT): there is no such file.';
    expect(await withKey('render', 'nothere.tmpl')).toEqual([1, `TEMPLATE ${why}`]);
    expect(await withKey('import', 'dotenv', 'nothere.env', '--prefix', 'shop')).toEqual([1, `FILE ${why}`]);
  });

  it('names a command in place of a route of the API', async () => {
    expect(await withKey('get', 'shop/db', '--version', '9')).toEqual([
      1,
      expect.stringMatching(/: The secret has no such version: `coffer history shop\/db` shows those that there are\./),
    ]);
  });

  it('names the variable whose credential is refused, and says nothing twice', async () => {
    const file = join(home, 'key');
    writeFileSync(file, `${key.slice(0, -1)}`);
    expect(await here(['get', 'shop/db'], { COFFER_TOKEN_FILE: file })).toEqual([
      1,
      expect.stringMatching(/^401 unauthenticated: [^(]+\. It came from COFFER_TOKEN_FILE\. \(request [0-9a-f-]+\)$/),
    ]);
    const jwt = { COFFER_JWT_FILE: file, COFFER_SERVICE_ACCOUNT: 'deploy' };
    expect(await here(['get', 'shop/db'], jwt)).toEqual([1, expect.stringMatching(/It came from COFFER_JWT_FILE\./)]);
  });

  it('tells somebody who wants out that nobody is logged in, and which variable counts', async () => {
    expect(await here(['logout'])).toEqual([1, 'Nobody is logged in: there is no session to end.']);
    expect(await here(['logout'], { COFFER_TOKEN: key })).toEqual([
      1,
      'Nobody is logged in: there is no session to end. Commands use COFFER_TOKEN: unset it.',
    ]);
    await here(['login', '--username', 'root_admin', '--password-stdin'], {}, { input: PASSWORD });
    expect(await here(['logout'])).toEqual([0, '']);
  });

  it.each([
    [['get', 'shop/db', '--version', 'abc']],
    [['get', '#field']],
    [['rm', 'shop/db#field']],
    [['login', '--password-stdin']],
    [['login', '--username', 'root_admin']],
    [['password']],
    [['run', '--only', 'A', '--', 'true']],
    [['run', '--prefix', 'shop', '--only', '1A', '--', 'true']],
    [['export', '--prefix', 'a//b', '--format', 'json']],
    [['export', '--prefix', 'shop', '--format', 'json', '--name', 'x']],
    [['k8s', 'manifest', '--prefix', 'shop', '--namespace', 'A_B']],
    [['import', 'dotenv', '-', '--prefix', '/']],
  ])('has the exit code 2 for a command line that cannot be right: %j', async (args) => {
    const session = args[0] === 'login' ? '' : await tokenOf();
    const [code, complained] = await here(args, { COFFER_TOKEN: session });
    expect([code, complained]).toEqual([2, expect.stringMatching(/^\S.*\.$/)]);
  });

  it('has the exit code of SIGPIPE if its reader left, without a word', () => {
    const script = 'exec 3>&1; { "$@"; echo $? >&3; } | true';
    const env = { ...BASE, COFFER_URL: server.url, COFFER_TOKEN: key };
    for (const args of [['ls'], ['whoami'], ['get', 'shop/db']]) {
      const command = ['-c', script, 'sh', process.execPath, MAIN, ...args];
      const { stdout, stderr } = spawnSync('sh', command, { cwd: ROOT, env, encoding: 'utf8' });
      expect([stdout, stderr]).toEqual(['141\n', '']);
    }
  });

  const tokenOf = async (): Promise<string> =>
    must(await admin.as(null).post('/auth/login', { username: 'root_admin', password: PASSWORD })).body.access_token;
});
