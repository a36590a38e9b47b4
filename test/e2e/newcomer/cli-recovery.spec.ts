import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { mongo } from 'mongoose';
import { eventually } from '../../faults/support/eventually.js';
import { makeAccount, makePolicy, makeRole, must } from '../support/people/accounts.js';
import { Person, secretIn } from '../support/people/person.js';
import { type Api, expectProblem, PASSWORD } from '../support/processes/api.js';
import { type Coffer, describeCoffer } from '../support/processes/coffer.js';
import type { Site } from '../support/processes/pairs.js';

const NEXT = 'Copper-Lantern-77-Meadow';
const DENY = { effect: 'deny', actions: ['*'], resources: ['**'] };

/** Writes the roles of an account into the store, past every check, as a restored backup could. */
async function writeRoles({ env, engines }: Site, username: string, roles: readonly string[]): Promise<void> {
  if (engines) {
    const client = await new mongo.MongoClient(engines.mongodbUrl).connect();
    const users = client.db(env.DB_NAME).collection('users');
    await users.updateOne({ username }, { $set: { roles } }).finally(() => client.close());
    return;
  }
  const database = new DatabaseSync(`${env.DATA_DIR}/coffer.db`, { timeout: 10_000 });
  try {
    const set = "UPDATE users SET roles = ?1, body = json_set(body, '$.roles', json(?1)) WHERE username = ?2";
    expect(database.prepare(set).run(JSON.stringify(roles), username).changes).toBe(1);
  } finally {
    database.close();
  }
}

async function expectEnded(api: Api): Promise<void> {
  await eventually(async () => expectProblem(await api.get('/auth/me'), 401, 'unauthenticated'));
}

const suite = (coffer: Coffer) => {
  const run = (...args: string[]) => coffer.site.run(args);
  const mails = async (name: string) => (await coffer.mailsTo(`${name}@example.org`)).subject;

  describe('users reset-factors', () => {
    it('lets somebody in who has lost the app, ends their sessions, and tells them by mail [R96]', async () => {
      const ann = await Person.of(coffer, 'ann');
      await ann.enrolEmail();
      await ann.enrolApp();
      await ann.mfaToken();
      const { code, complained, told } = await run('users', 'reset-factors', 'Ann');
      expect({ code, complained, last: told.at(-1) }).toEqual({
        ...{ code: 0, complained: [], last: 'The owner is told by mail.' },
      });
      await expectEnded(ann.api);
      expect((await ann.tokens()).access_token).toEqual(expect.any(String));
      let subject = '';
      do subject = await mails('ann');
      while (!subject.includes('second factor of your Coffer account was changed'));
      const { items } = (await coffer.admin.get(`/audit/logs?action=user:reset-factors&resource=${ann.id}`)).body;
      const record = { actor_id: null, actor_name: 'coffer', ip: '127.0.0.1', user_agent: 'coffer-cli' };
      expect(items).toMatchObject([
        { ...record, outcome: 'succeeded' },
        { ...record, outcome: 'allowed' },
      ]);
    });
  });

  describe('users reset-password', () => {
    it('withdraws the password, ends the sessions, and prints a token that works once [R96]', async () => {
      await makeAccount(coffer.admin, 'bob');
      const session = await coffer.nobody.login('bob', PASSWORD);
      const { code, told, complained } = await run('users', 'reset-password', 'bob');
      expect({ code, complained }).toEqual({ code: 0, complained: [] });
      await expectEnded(session);
      const login = (password: string) => coffer.nobody.post('/auth/login', { username: 'bob', password });
      await eventually(async () => expectProblem(await login(PASSWORD), 401, 'invalid_credentials'));
      const token = told.map((line) => secretIn(line)).find((one) => one !== undefined);
      const reset = () => coffer.nobody.post('/auth/password/reset', { token, new_password: NEXT });
      must(await reset());
      expectProblem(await reset(), 401, 'invalid_reset_token');
      expect((await login(NEXT)).status).toBe(200);
      expect(JSON.stringify((await coffer.admin.get('/audit/logs?limit=200')).body)).not.toContain(token);
    });

    it('asks first where the password encrypts data, which stays encrypted, and says so before and after', async () => {
      const secret = () => randomBytes(32).toString('base64url');
      const login_secret = secret();
      const keys = {
        kdf: { algorithm: 'pbkdf2-sha256', iterations: 600_000 },
        encryption_salt: randomBytes(16).toString('base64'),
        protected_user_key: randomBytes(64).toString('base64'),
      };
      const fields = { username: 'walter', email: 'walter@example.org', login_secret, ...keys };
      must(await coffer.nobody.post('/auth/register', fields));
      const login = (given: string) => coffer.nobody.post('/auth/login', { username: 'walter', login_secret: given });
      const asked = await run('users', 'reset-password', 'walter');
      expect(asked).toMatchObject({
        code: 1,
        complained: ['coffer: Nothing was changed. To withdraw the password, give --yes.'],
      });
      expect(asked.told.join('\n')).toMatch(/data stays encrypted with the old password/);
      expect((await login(login_secret)).status).toBe(200);

      const { code, told, complained } = await run('users', 'reset-password', 'walter', '--yes');
      expect({ code, complained }).toEqual({ code: 0, complained: [] });
      expect(told.slice(0, asked.told.length)).toEqual(asked.told);
      expect(told.slice(asked.told.length).join('\n')).toMatch(/stays encrypted with the old password: another/);
      expect(told).toContain('POST /api/v1/auth/password/reset {"token":"...","new_login_secret":"..."}');
      const token = told.map((line) => secretIn(line)).find((one) => one !== undefined);
      const new_login_secret = secret();
      must(await coffer.nobody.post('/auth/password/reset', { token, new_login_secret }));
      // The key is as it was: only the old password opens it.
      expect((await login(new_login_secret)).body).toMatchObject(keys);
    });

    it('and reset-factors name no account that is not there, and repeat no name', async () => {
      for (const command of ['reset-password', 'reset-factors']) {
        for (const name of ['nobody_here', 'canary canary']) {
          expect(await run('users', command, name)).toEqual({
            ...{ code: 1, told: [], complained: ['coffer: No account has this name.'] },
          });
        }
      }
    });
  });

  describe('policies repair', () => {
    it('changes nothing where somebody can administer', async () => {
      const { code, told } = await run('policies', 'repair');
      expect({ code, last: told.at(-1) }).toEqual({ code: 0, last: 'Nothing has to be repaired.' });
    });

    it('asks first, and gives back a working administrator beside the running server [R96]', async () => {
      await makePolicy(coffer.admin, 'bar', [DENY]);
      await makeRole(coffer.admin, 'bar', ['bar']);
      await writeRoles(coffer.site, 'root_admin', ['administrator', 'bar', 'gone']);
      await eventually(async () => expect((await coffer.admin.get('/users')).status).toBe(403));
      const asked = await run('policies', 'repair');
      expect(asked).toMatchObject({ code: 1, complained: ['coffer: Nothing was changed. To repair it, give --yes.'] });
      expect(asked.told.join('\n')).toContain('The role gone does not exist');
      const { code, told, complained } = await run('policies', 'repair', '--yes');
      expect({ code, complained, last: told.at(-1) }).toEqual({
        ...{ code: 0, complained: [], last: 'Repaired. Somebody can administer again.' },
      });
      await eventually(async () => must(await coffer.admin.get('/users')));
      const { roles, id } = (await coffer.admin.get('/auth/me')).body;
      expect(roles).toEqual(['administrator']);
      const { items } = (await coffer.admin.get(`/audit/logs?action=policy:repair&resource=${id}`)).body;
      expect(items).toMatchObject([{ outcome: 'succeeded', actor_name: 'coffer' }, { outcome: 'allowed' }]);
    });

    it('makes a named account an administrator where none is left [R96]', async () => {
      await makeAccount(coffer.admin, 'eve');
      await writeRoles(coffer.site, 'root_admin', []);
      const unnamed = await run('policies', 'repair', '--yes');
      expect(unnamed).toMatchObject({ code: 1, complained: [expect.stringContaining('name the account')] });
      expect((await run('policies', 'repair', 'eve', '--yes')).code).toBe(0);
      const eve = await coffer.nobody.login('eve', PASSWORD);
      await eventually(async () => must(await eve.get('/users')));
    });
  });
};

describeCoffer('coffer, the break-glass commands', suite, { REGISTRATION: 'open' }, { mail: true });
