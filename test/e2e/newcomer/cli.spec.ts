import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { hash } from 'bcrypt';
import type { User } from '#users';
import { makeAccount, must } from '../support/people/accounts.js';
import { Api, expectProblem, PASSWORD, setUp } from '../support/processes/api.js';
import { runCommand } from '../support/processes/command.js';
import { describePairs, embeddedSite, type Site } from '../support/processes/pairs.js';
import type { Server } from '../support/processes/server.js';
import { documentsOf, treeOf } from '../support/traces/traces.js';

const IMPORT_PEPPER = 'the-pepper-of-system-a';
const SALT = '00112233445566778899aabbccddeeff';
const WRONG = 'Wrong-Horse-42-Staple';
const MAX_FAILED_LOGINS = 5;
const folder = mkdtempSync(join(tmpdir(), 'coffer-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes an import file with these accounts. A string becomes a line as it is. */
function fileOf(...lines: (object | string)[]): string {
  const path = join(folder, 'accounts.ndjson');
  writeFileSync(path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  return path;
}

/** As system A keeps it: bcrypt 12 of password and pepper. One hash takes a third of a second. */
const hashedByA = hash(`${PASSWORD}${IMPORT_PEPPER}`, 12);

/** An account as system A keeps it, with its salt. */
async function ofSystemA(username: string): Promise<object> {
  const hashed_password = await hashedByA;
  return { username, email: `${username}@example.org`, hashed_password, salt: SALT };
}

/** The stored document of an account; null if there is none. */
async function storedUser({ env, engines }: Site, username: string): Promise<User | null> {
  if (engines) {
    const users = (await documentsOf(engines.mongodbUrl, env.DB_NAME ?? '')).get('users') ?? [];
    return users.map((text) => JSON.parse(text)).find((user) => user.username === username) ?? null;
  }
  const database = new DatabaseSync(join(env.DATA_DIR ?? '', 'coffer.db'), { readOnly: true });
  try {
    const row = database.prepare('SELECT body FROM users WHERE username = ?').get(username);
    return row ? JSON.parse(String(row.body)) : null;
  } finally {
    database.close();
  }
}

describe('coffer', () => {
  it.each([
    [['nothing to do']],
    [[]],
    [['users']],
    [['users', 'unlock']],
    [['users', 'unlock', 'ann', 'bob']],
    [['users', 'import', 'x.ndjson', '--force']],
    [['users', 'import', 'x.ndjson', '--server', 'http://127.0.0.1:1']],
  ])('exits with 2 for wrong arguments: %j', async (args) => {
    const { code, told, complained } = await runCommand({}, args);
    expect({ code, told }).toEqual({ code: 2, told: [] });
    expect(complained.join()).not.toMatch(/\bat .*:\d+/);
  });

  it('explains itself, and tells its version', async () => {
    expect(await runCommand({}, ['--version'])).toEqual({ code: 0, told: ['0.1.0'], complained: [] });
    const { code, told } = await runCommand({}, ['users', '--help']);
    expect(code).toBe(0);
    for (const command of ['unlock', 'import']) expect(told.join('\n')).toContain(command);
  });

  it('exits with 1 for a wrong environment, with one line for each variable and no value', async () => {
    const { code, told, complained } = await runCommand({ PEPPER: 'canary', LOG_LEVEL: 'canary' }, [
      ...['users', 'unlock', 'ann'],
    ]);
    expect({ code, told, lines: complained.length }).toEqual({ code: 1, told: [], lines: 2 });
    expect(complained.join()).toMatch(/^coffer: LOG_LEVEL .*coffer: PEPPER /);
    expect(complained.join()).not.toContain('canary');
  });

  it('creates no store and no keys where no server was ever started', async () => {
    const site = await embeddedSite();
    for (const args of [
      ['users', 'unlock', 'ann'],
      ['users', 'import', fileOf()],
    ]) {
      const complained = [
        'coffer: DATA_DIR holds no store: name the one that the server runs on, or start the server first.',
      ];
      expect(await site.run(args)).toEqual({ code: 1, told: [], complained });
    }
    expect([treeOf(site.env.DATA_DIR ?? ''), treeOf(site.env.KEYRING_DIR ?? '')]).toEqual([{}, {}]);
    await site.clear();
  });
});

describePairs('coffer users', (open) => {
  let site: Site;
  let server: Server;
  let admin: Api;

  beforeAll(async () => {
    site = await open({ IMPORT_PEPPER });
    server = await site.start();
    admin = await setUp(server);
  });
  afterAll(() => site?.clear());

  const restart = async () => {
    server = await site.start();
    admin = await (await Api.of(server)).login('root_admin', PASSWORD);
  };
  const login = (username: string, password: string) => admin.as(null).post('/auth/login', { username, password });

  describe('unlock', () => {
    it('says that there is no such account, and repeats the name nowhere', async () => {
      for (const name of ['nobody_here', 'canary canary', 'deleted:x']) {
        const { code, told, complained } = await site.run(['users', 'unlock', name]);
        expect({ code, told, complained }).toEqual({
          ...{ code: 1, told: [], complained: ['coffer: No account has this name.'] },
        });
      }
    });

    it('unlocks an account at once beside a running server, and is recorded', async () => {
      const { body } = await makeAccount(admin, 'locked_out');
      for (let attempt = 0; attempt < MAX_FAILED_LOGINS; attempt++) await login('locked_out', WRONG);
      expectProblem(await login('locked_out', PASSWORD), 401, 'invalid_credentials');
      expect(await site.run(['users', 'unlock', 'Locked_Out'])).toMatchObject({ code: 0, complained: [] });
      expect((await login('locked_out', PASSWORD)).status).toBe(200);
      const { items } = (await admin.get(`/audit/logs?action=user:unlock&resource=${body.id}`)).body;
      const record = { actor_id: null, actor_name: 'coffer', ip: '127.0.0.1', user_agent: 'coffer-cli' };
      expect(items).toMatchObject([
        { ...record, outcome: 'succeeded' },
        { ...record, outcome: 'allowed' },
      ]);
    });

    it('leaves no gap in the numbers of the audit while the server writes too [R70]', async () => {
      const work = Promise.all([1, 2, 3].map(() => site.run(['users', 'unlock', 'locked_out'])));
      let done = false;
      const ended = work.finally(() => {
        done = true;
      });
      while (!done) expect((await admin.get('/auth/me')).status).toBe(200);
      expect((await ended).map(({ code }) => code)).toEqual([0, 0, 0]);
      const { items } = (await admin.get('/audit/logs?limit=200')).body;
      const numbers: number[] = items.map(({ seq }: { seq: number }) => seq);
      expect(numbers).toEqual(numbers.map((_, n) => (numbers[0] ?? 0) - n));
    });
  });

  describe('import', () => {
    it('imports nothing from a file with a bad line, or with --dry-run', async () => {
      const good = await ofSystemA('from_a_bad_file');
      const path = fileOf(good, { ...good, username: 'x', canary: 'canary-value' });
      const refused = await site.run(['users', 'import', path]);
      expect(refused).toMatchObject({ code: 1, told: [] });
      expect(refused.complained).toEqual([
        'coffer: line 2: canary is not one of username, email, hashed_password, input, salt, roles',
        'coffer: line 2: username must be 3 to 128 lower-case letters, digits, and . _ - + @ between them.',
        'coffer: 1 of 2 lines cannot be imported. Nothing was imported.',
      ]);
      const dry = await site.run(['users', 'import', '--dry-run', fileOf(good)]);
      expect(dry).toEqual({ code: 0, told: ['1 can be imported. Nothing was imported.'], complained: [] });
      expect((await admin.get('/users?q=from_a_bad_file')).body.items).toEqual([]);
    });

    it('refuses hashes with a pepper if IMPORT_PEPPER is not set', async () => {
      const given = { ...(await ofSystemA('peppered')), input: 'password+pepper' };
      const { code, complained } = await site.run(['users', 'import', fileOf(given)], { IMPORT_PEPPER: '' });
      expect({ code, first: complained[0] }).toEqual({
        ...{ code: 1, first: 'coffer: line 1: input names a pepper, but IMPORT_PEPPER is not set' },
      });
    });

    it('runs beside a server, unless that server locks the keyring', async () => {
      const ended = await site.run(['users', 'import', fileOf(await ofSystemA('beside_it'))]);
      if (site.pair === 'production') {
        expect(ended).toEqual({ code: 0, told: ['1 imported, 0 already there'], complained: [] });
        expect((await login('beside_it', PASSWORD)).status).toBe(200);
        return;
      }
      const complained = [
        'coffer: A server runs: stop it, or import over its API with --server URL --token-file FILE.',
      ];
      expect(ended).toEqual({ code: 1, told: [], complained });
      expect((await admin.get('/users?q=beside_it')).body.items).toEqual([]);
    });

    it('runs beside any server over its API, with roles, and does only what the token may do [R51]', async () => {
      const token = join(folder, 'token');
      const over = async (as: string, ...lines: object[]) => {
        writeFileSync(token, `${as}\n`);
        return site.run(['users', 'import', '--server', server.url, '--token-file', token, fileOf(...lines)]);
      };
      const tokenOf = async (username: string) => (await login(username, PASSWORD)).body.access_token;
      const timed = { name: 'auditor', expires_at: '2099-12-31T00:00:00.000Z' };
      const one = { ...(await ofSystemA('over.the-api')), roles: ['member', timed] };
      const root = await tokenOf('root_admin');
      expect(await over(root, one)).toEqual({ code: 0, told: ['1 imported, 0 already there'], complained: [] });
      expect((await over(root, one)).told.at(-1)).toBe('0 imported, 1 already there');
      expect((await login('over.the-api', PASSWORD)).body).toHaveProperty('access_token');
      const [made] = (await admin.get('/users?q=over.the-api')).body.items;
      expect(made).toMatchObject({ roles: ['auditor', 'member'], expiring_roles: [timed] });
      const other = await ofSystemA('over_another');
      const refused = await over(await tokenOf('over.the-api'), other);
      expect(refused).toMatchObject({ code: 1, told: ['0 imported, 0 already there'] });
      expect(refused.complained[0]).toMatch(/^coffer: line 1: The server refuses it \(403\): /);
      const unknown = await over(root, { ...other, roles: ['no-such-role'] });
      expect(unknown.complained[0]).toMatch(/^coffer: line 1: The server refuses it \(400\): .*roles\[0\]/);
      expect((await over('stale', other)).complained[0]).toContain('The token is wrong or has expired');
      expect((await admin.get('/users?q=over_another')).body.items).toEqual([]);
    });

    it('invites over the API whom it has no hash of, and renews a token that has expired', async () => {
      const root = must(await login('root_admin', PASSWORD)).body;
      const moved = must(
        await (await Api.of(server)).post('/auth/refresh', { refresh_token: root.refresh_token }),
      ).body;
      const file = join(folder, 'login');
      writeFileSync(file, JSON.stringify({ ...moved, access_token: 'expired' }));
      const [path, args] = [fileOf({ username: 'invited', email: 'invited@example.org' }), ['users', 'import']];
      const refused = await site.run([...args, '--dry-run', path]);
      expect(refused.complained[0]).toMatch(/^coffer: line 1: hashed_password is missing: invitations are sent/);
      const over = () => site.run([...args, '--server', server.url, '--token-file', file, path]);
      const { code, told, complained } = await over();
      expect({ code, complained, last: told.at(-1) }).toEqual({
        ...{ code: 0, complained: [], last: '0 imported, 1 invited, 0 already there' },
      });
      const renewed = JSON.parse(readFileSync(file, 'utf8'));
      expect(renewed.refresh_token).not.toBe(moved.refresh_token);
      const [, token = ''] = /^line 1: give invited this invitation: (\S+)$/.exec(told[0] ?? '') ?? [];
      const nobody = await Api.of(server);
      expect((await nobody.post('/auth/invitation/accept', { token, password: PASSWORD })).status).toBe(204);
      expect((await login('invited', PASSWORD)).status).toBe(200);
    });

    it('sends a token to no other machine in the clear, and needs one', async () => {
      const path = fileOf(await ofSystemA('never_sent'));
      for (const url of ['http://192.0.2.1:8000', 'ftp://127.0.0.1', 'nowhere']) {
        const { code, complained } = await site.run(['users', 'import', '--server', url, '--token-file', path, path]);
        expect({ code, complained }).toEqual({
          ...{ code: 1, complained: ['coffer: --server must be an https URL, or an http URL of this machine.'] },
        });
      }
      const { complained } = await site.run(['users', 'import', '--server', server.url, path]);
      expect(complained).toEqual(['coffer: Give --server and --token-file together.']);
    });

    it('continues after a cut: each account is made once', async () => {
      const hashed_password = await hash('never tried', 4);
      const names = Array.from({ length: 24 }, (_, n) => `cut_short_${n}`);
      const path = fileOf(
        ...names.map((username) => ({ username, email: `${username}@example.org`, hashed_password })),
      );
      await server.stop();
      await site.run(['users', 'import', path], {}, async (child) => {
        // It ends by itself if an engine was late, and is run again.
        while (child.exitCode === null && !(await storedUser(site, 'cut_short_5'))) await pause(20);
        child.kill('SIGKILL');
      });
      const { code, told } = await site.run(['users', 'import', path]);
      const [, imported, there] = /^(\d+) imported, (\d+) already there$/.exec(told.at(-1) ?? '') ?? [];
      expect({ code, accounts: Number(imported) + Number(there) }).toEqual({ code: 0, accounts: 24 });
      expect(Number(there)).toBeGreaterThan(0);
      await restart();
      const { items } = (await admin.get('/users?q=cut_short&limit=200')).body;
      expect(items.map(({ username }: { username: string }) => username)).toEqual(names.sort());
    });

    it("lets people in with the passwords of system A, and keeps Coffer's own hash from then on", async () => {
      const names = ['ada_of_a', 'bob_of_a', 'eve_of_a'];
      const path = fileOf(...(await Promise.all(names.map(ofSystemA))));
      await server.stop();
      expect(await site.run(['users', 'import', path])).toEqual({
        ...{ code: 0, told: ['3 imported, 0 already there'], complained: [] },
      });
      const again = await site.run(['users', 'import', path]);
      expect(again).toMatchObject({ code: 0, complained: [] });
      expect(again.told).toHaveLength(4);
      expect(again.told.at(-1)).toBe('0 imported, 3 already there');
      const imported = await storedUser(site, 'ada_of_a');
      expect(imported).toMatchObject({ roles: [], state: 'active', importedHash: { input: 'password+pepper' } });
      await restart();
      expectProblem(await login('ada_of_a', WRONG), 401, 'invalid_credentials');
      expectProblem(await login('ada_of_a', `${PASSWORD}${IMPORT_PEPPER}`), 401, 'invalid_credentials');
      for (const name of names) expect((await login(name, PASSWORD)).status).toBe(200);
      const replaced = await storedUser(site, 'ada_of_a');
      expect(replaced?.importedHash).toBeNull();
      expect(replaced?.passwordHash).toMatch(/^\$argon2id\$/);
      expect(replaced?.passwordHash).not.toBe(imported?.passwordHash);
      expect((await login('ada_of_a', PASSWORD)).status).toBe(200);
    });
  });
});
