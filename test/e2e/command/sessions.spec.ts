import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server as HttpServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runHere } from '#command/testing';
import { LocalIssuer } from '#service-accounts/testing';
import { makeAccount, must } from '../support/people/accounts.js';
import { appCode } from '../support/people/person.js';
import { keep } from '../support/people/secrets.js';
import { type Api, PASSWORD, setUp } from '../support/processes/api.js';
import { ClientMachine } from '../support/processes/client-command.js';
import { embeddedSite, type Site } from '../support/processes/pairs.js';
import type { Server } from '../support/processes/server.js';

const AT_ONCE = 10;

describe('the credentials of the command', () => {
  let site: Site;
  let server: Server;
  let admin: Api;
  let home: string;
  let environment: Record<string, string>;

  beforeAll(async () => {
    site = await embeddedSite();
    server = await site.start();
    admin = await setUp(server);
    await keep(admin, 'shop/db', { value: 'the value' });
  });
  afterAll(() => site?.clear());
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'coffer-home-'));
    environment = { XDG_CONFIG_HOME: home, COFFER_URL: server.url };
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const here = (args: string[], more: Record<string, string> = {}, answers: string[] = []) =>
    runHere(args, { environment: { ...environment, ...more }, answers });
  const refused = async (args: string[], more: Record<string, string> = {}, answers: string[] = []) => {
    const { code, terminal } = await here(args, more, answers);
    expect([code, terminal.told, terminal.written]).toEqual([1, [], '']);
    return terminal.complained.join('\n');
  };

  /** A server that is not Coffer, for one test. */
  const beside = async (listener: RequestListener, use: (url: string, arrived: string[]) => Promise<void>) => {
    const arrived: string[] = [];
    const other: HttpServer = createServer((request, response) => {
      arrived.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`);
      listener(request, response);
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    await use(`http://127.0.0.1:${(other.address() as AddressInfo).port}`, arrived).finally(() => other.close());
  };

  it('follow no redirect [R140][R142]', async () => {
    await beside(
      (_, response) => void response.writeHead(307, { location: `${server.url}/api/v1/secrets` }).end(),
      async (url, arrived) => {
        const told = await refused(['get', 'shop/db'], { COFFER_URL: url, COFFER_TOKEN: 'canary' });
        expect(told).toMatch(/^What answers at 127\.0\.0\.1:\d+ is not Coffer: status 307\. .* set COFFER_URL/);
        expect(arrived).toHaveLength(1);
      },
    );
  });

  it('tell what is wrong with a server, without control characters of its answer', async () => {
    const problem = { status: 403, code: 'for\u001b[2Jbidden', title: 'x', detail: 'no\u0007\n\u001b]0;canary' };
    await beside(
      (_, response) =>
        void response.writeHead(403, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem)),
      async (url) => {
        const told = await refused(['get', 'x'], { COFFER_URL: url, COFFER_TOKEN: 'key' });
        expect(told).toMatch(/^403 for \[2Jbidden: no \]0;canary/);
      },
    );
    const closed = await refused(['get', 'x'], { COFFER_URL: 'http://127.0.0.1:65533', COFFER_TOKEN: 'canary' });
    expect(closed).toMatch(/^127\.0\.0\.1:65533 does not answer \(ECONNREFUSED\): check COFFER_URL/);
  });

  it('of a stored session go to its own server alone [R142]', async () => {
    await here(['login', '--username', 'root_admin'], {}, [PASSWORD]);
    await beside(
      (_, response) => void response.end(),
      async (url, arrived) => {
        expect(await refused(['get', 'shop/db'], { COFFER_URL: url })).toMatch(/but the session is of 127\.0\.0\.1/);
        expect(arrived).toEqual([]);
      },
    );
    expect((await here(['get', 'shop/db'], { COFFER_URL: '' })).terminal.written).toBe('the value');
    const file = join(home, 'coffer/session.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(server.url, 'http://127.0.0.1:65533'));
    expect(await refused(['logout'], { COFFER_URL: '' })).toMatch(/^The session is removed here\. .*does not answer/s);
    expect(await refused(['logout'])).toMatch(/^Nobody is logged in/);
    expect(await refused(['login'], { COFFER_TOKEN: 'canary' })).toMatch(/^COFFER_TOKEN.* unset it/);
    expect(await refused(['get', 'shop/db'], { COFFER_TOKEN: 'canary-key' })).toMatch(/^401 unauthenticated/);
  });

  it('need a second factor where the account has one, of which three codes may be wrong', async () => {
    await makeAccount(admin, 'careful');
    const person = await admin.as(null).login('careful', PASSWORD);
    const { secret } = must(await person.send('post', '/auth/mfa/totp')).body;
    must(await person.post('/auth/mfa/totp/confirm', { code: appCode(secret, Date.now()) }));
    const login = ['login', '--username', 'careful'];
    const three = ['totp', '000000', '000001', '000002'];
    expect(await refused(login, {}, [PASSWORD, ...three])).toMatch(/not valid.*401 invalid_code/s);
    const { code, terminal } = await here(login, {}, [
      PASSWORD,
      'totp',
      '000000',
      appCode(secret, Date.now() + 30_000),
    ]);
    expect([code, terminal.complained]).toEqual([0, ['This code is not valid.']]);
    expect(terminal.told).toEqual([expect.stringMatching(/as careful\.$/)]);
    expect(terminal.asked.join()).toMatch(/^Password,Second factor \(totp, recovery\):,Code:,Code:$/);
    expect((await here(['whoami'])).terminal.told[0]).toBe('account  careful (a person)');
  });

  it('of a program are a key in a file, or a token of its platform that is exchanged anew', async () => {
    must(await admin.post('/roles', { name: 'reading', policies: [] }));
    const statements = [{ effect: 'allow', actions: ['secret:reveal'], resources: ['secret:shop/*'] }];
    must(await admin.post('/policies', { name: 'reading-shop', statements }));
    must(await admin.post('/roles', { name: 'shop-reader', policies: ['reading-shop'] }));
    must(await admin.post('/service-accounts', { name: 'ci-deploy', roles: ['shop-reader'] }));
    const { key } = must(await admin.post('/service-accounts/ci-deploy/keys', { name: 'one' })).body;
    const file = join(home, 'credential');
    writeFileSync(file, `${key}\n`);
    const get = (more: Record<string, string>) => here(['get', 'shop/db'], more);
    expect((await get({ COFFER_TOKEN_FILE: file })).terminal.written).toBe('the value');

    const issuer = await LocalIssuer.open();
    try {
      const provider = {
        name: 'ci',
        issuer: issuer.url,
        audience: 'https://coffer.example.org',
        algorithms: ['ES256'],
      };
      const more = { private_network: true, ca: issuer.ca, discovery: issuer.discovery };
      must(await admin.post('/identity-providers', { ...provider, ...more }));
      const claims = { repository_id: '74' };
      must(await admin.post('/service-accounts/ci-deploy/bindings', { provider: 'ci', claims }));
      const workload = { COFFER_JWT_FILE: file, COFFER_SERVICE_ACCOUNT: 'ci-deploy' };
      writeFileSync(file, 'eyJ.forged.canary');
      expect(await refused(['get', 'shop/db'], workload)).toMatch(/^401 invalid_subject_token/);
      writeFileSync(file, await issuer.token({ aud: provider.audience, sub: 'x', ...claims }));
      expect((await get(workload)).terminal.written).toBe('the value');
      expect((await here(['whoami'], workload)).terminal.told[0]).toBe('account  ci-deploy (a program)');
    } finally {
      await issuer.close();
    }
  });

  it(`refresh once for ${AT_ONCE} commands at the same time, and nobody is logged out [R142]`, async () => {
    await makeAccount(admin, 'often');
    const machine = new ClientMachine({ COFFER_URL: server.url });
    const login = ['login', '--username', 'often', '--password-stdin'];
    expect(await machine.run(login, { input: PASSWORD })).toMatchObject({ code: 0 });
    const file = join(machine.settings, 'session.json');
    const stored = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...stored, session: { ...stored.session, renewAt: 0 } }));
    const ends = await Promise.all(Array.from({ length: AT_ONCE }, () => machine.run(['whoami'])));
    expect(ends.map(({ code, err }) => [code, err])).toEqual(Array.from({ length: AT_ONCE }, () => [0, '']));
    const { items } = (await admin.get('/audit/logs?action=auth:refresh')).body;
    expect(new Set(items.map(({ request_id: id }: { request_id: string }) => id)).size).toBe(1);
    expect(items[0].user_agent).toBe('coffer-command');
    expect(JSON.parse(readFileSync(file, 'utf8')).session.refreshToken).not.toBe(stored.session.refreshToken);
    expect(await machine.run(['logout'])).toMatchObject({ code: 0 });
    machine.clear();
  });
});
