import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CofferClient, ZeroKnowledgeAccount } from '#client';
import { runHere } from '#command/testing';
import { makeAccount, must } from '../support/people/accounts.js';
import { type Api, PASSWORD, setUp } from '../support/processes/api.js';
import { embeddedSite, type Site } from '../support/processes/pairs.js';
import type { Server } from '../support/processes/server.js';

const NEXT = 'Copper-Lantern-77-Meadow';

describe('coffer password', () => {
  let site: Site;
  let server: Server;
  let admin: Api;
  let home: string;

  beforeAll(async () => {
    site = await embeddedSite();
    server = await site.start();
    admin = await setUp(server);
  });
  afterAll(() => site?.clear());
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'coffer-home-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const here = async (args: string[], given: { answers?: string[]; input?: string } = {}, more = {}) => {
    const environment = { XDG_CONFIG_HOME: home, COFFER_URL: server.url, ...more };
    const { code, terminal } = await runHere(args, { environment, ...given });
    return { code, told: terminal.told.join('\n'), complained: terminal.complained.join('\n'), asked: terminal.asked };
  };
  const loggedIn = (username: string, password = PASSWORD) =>
    here(['login', '--username', username, '--password-stdin'], { input: password });
  const refused = async (pattern: RegExp, ...run: Parameters<typeof here>) =>
    expect(await here(...run)).toMatchObject({ code: 1, told: '', complained: expect.stringMatching(pattern) });
  const works = async (username: string, password: string) =>
    (await admin.as(null).post('/auth/login', { username, password })).status === 200;

  it('changes nothing before it has the present password, and the new one twice or in a second line', async () => {
    await makeAccount(admin, 'careful');
    await refused(/^Nobody is logged in/, ['password']);
    await loggedIn('careful');
    const stdin = ['password', '--password-stdin'];
    expect(await here(['password'], { input: `${PASSWORD}\n${NEXT}` })).toMatchObject({
      ...{ code: 2, told: '', complained: expect.stringMatching(/give --password-stdin/) },
    });
    await refused(/must have two lines/, stdin, { input: PASSWORD });
    await refused(/must have two lines/, stdin, { input: `${PASSWORD}\n${NEXT}\n${NEXT}` });
    await refused(/The two new passwords differ/, ['password'], { answers: [PASSWORD, NEXT, `${NEXT}.`] });
    await refused(/^401 invalid_credentials/, stdin, { input: `wrong-canary\n${NEXT}` });
    await refused(/^400 validation_failed: .*new_password/, stdin, { input: `${PASSWORD}\nshort` });
    expect(await works('careful', PASSWORD)).toBe(true);
  });

  it('is the way out for somebody who must change the password first: the login names it', async () => {
    await makeAccount(admin, 'fresh', { password_change_required: true });
    expect(await loggedIn('fresh')).toMatchObject({ complained: 'Change your password first: `coffer password`.' });
    await refused(/^403 password_change_required: .*`coffer password`/, ['ls']);
    const answers = [PASSWORD, NEXT, NEXT];
    expect(await here(['password'], { answers })).toEqual({
      ...{ code: 0, told: 'The password of fresh is changed. Its other sessions have ended.', complained: '' },
      asked: ['Present password', 'New password', 'The same again'],
    });
    await refused(/^403 forbidden/, ['ls']);
    expect([await works('fresh', PASSWORD), await works('fresh', NEXT)]).toEqual([false, true]);
    const input = `${NEXT}\r\n${PASSWORD}!`;
    expect(await here(['password', '--password-stdin'], { input })).toMatchObject({ code: 0 });
    expect(await works('fresh', `${PASSWORD}!`)).toBe(true);
  });

  it('is refused where a vault opens with the password, and names who can change it', async () => {
    const login = { username: 'walter', password: 'a long sentence that only he knows' };
    await ZeroKnowledgeAccount.register(new CofferClient({ baseUrl: server.url }), {
      ...login,
      email: 'w@example.org',
    });
    await here(['login', '--username', 'walter', '--password-stdin', '--zero-knowledge'], { input: login.password });
    const vault = /vault of this account .* Change it in the program that you use the vault with\./;
    await refused(vault, ['password'], { answers: [login.password, NEXT, NEXT] });
    expect((await ZeroKnowledgeAccount.logIn(new CofferClient({ baseUrl: server.url }), login)).account).not.toBeNull();

    await makeAccount(admin, 'mixed');
    const mixed = await admin.as(null).login('mixed', PASSWORD);
    const key = { protected_user_key: Buffer.alloc(48, 9).toString('base64') };
    must(await mixed.post('/auth/password', { current_password: PASSWORD, new_password: NEXT, ...key }));
    await loggedIn('mixed', NEXT);
    await refused(vault, ['password'], { answers: [NEXT, PASSWORD, PASSWORD] });
    expect(await works('mixed', NEXT)).toBe(true);
  });

  it('is nothing for a program', async () => {
    must(await admin.post('/service-accounts', { name: 'deploy', roles: [] }));
    const { key } = must(await admin.post('/service-accounts/deploy/keys', { name: 'one' })).body;
    await refused(/^deploy is a service account, which has no password/, ['password'], {}, { COFFER_TOKEN: key });
  });
});
