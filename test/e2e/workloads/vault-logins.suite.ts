import { must } from '../support/people/accounts.js';
import { type Answer, type Api, accountWith, type Body, PASSWORD } from '../support/processes/api.js';
import { type Coffer, recordsOf, requestIdOf } from '../support/processes/coffer.js';
import { embeddedSite } from '../support/processes/pairs.js';
import { exchange, sendLines } from '../support/processes/raw.js';

const LOGIN = './v1/auth/approle/login';
const SELF = './v1/auth/token/lookup-self';
const REVOKE = './v1/auth/token/revoke-self';

const NO_STATEMENTS = [{ effect: 'allow', actions: ['role:list'], resources: ['role:none'] }];

const errorsOf = ({ status, body }: Answer) => ({ status, first: body.errors?.[0] });
const capable = async (api: Api, ...paths: string[]) =>
  must(await api.post('./v1/sys/capabilities-self', { paths })).body.data;

export const vaultLogins = (coffer: Coffer): void =>
  describe('a client of Vault', () => {
    let serial = 0;
    /** A service account with a key. */
    const program = async (statements: Body[] = [], fields: Body = {}) => {
      serial += 1;
      const name = `vault_bot_${serial}`;
      const policies = [`vault-bot-${serial}`];
      must(await coffer.admin.make('/policies', { name: policies[0], statements: [...statements, ...NO_STATEMENTS] }));
      must(await coffer.admin.make('/roles', { name: policies[0], policies }));
      const account = must(await coffer.admin.make('/service-accounts', { name, roles: policies })).body;
      const { id, key } = must(
        await coffer.admin.make(`/service-accounts/${account.id}/keys`, { name, ...fields }),
      ).body;
      return { name, id: account.id as string, keyId: id as string, key: key as string };
    };
    const login = (role_id: string, secret_id: string) => coffer.nobody.put(LOGIN, { role_id, secret_id });
    const withToken = (token: string) => coffer.nobody.with({ 'x-vault-token': token });

    describe('that logs in with a key', () => {
      it('is refused with one answer, and on record, for a wrong key and for the key of another account', async () => {
        const [own, other] = [await program(), await program()];
        const refused = [
          await login(own.name, other.key),
          await login(own.name, `${own.key.slice(0, -1)}${own.key.endsWith('a') ? 'b' : 'a'}`),
          await login('no_such_bot', own.key),
          await login('root_admin', own.key),
          await login(own.name, 'coffer_sk_'),
          await login(own.name, PASSWORD),
        ];
        for (const answer of refused) {
          expect(errorsOf(answer)).toEqual({
            status: 400,
            first: expect.stringMatching(/^invalid role_id or secret_id/),
          });
          expect(await recordsOf(coffer.admin, requestIdOf(answer))).toEqual(['auth:key denied']);
          expect(answer.text).not.toContain(own.key);
        }
      });

      it('is refused with a key that was ended, and with one for another network', async () => {
        const ended = await program();
        must(await coffer.admin.delete(`/service-accounts/${ended.id}/keys/${ended.keyId}`));
        const elsewhere = await program([], { allowed_ips: ['192.0.2.0/24'] });
        for (const { name, key } of [ended, elsewhere]) {
          const answer = await login(name, key);
          expect(answer.status).toBe(400);
          expect(await recordsOf(coffer.admin, requestIdOf(answer))).toEqual(['auth:key denied']);
        }
      });

      it('gets the key as its token, for as long as the key works, by name or id', async () => {
        const { name, id, keyId, key } = await program();
        for (const role of [name, name.toUpperCase(), id]) {
          const answer = must(await login(role, key));
          const { auth } = answer.body;
          expect(auth).toMatchObject({ client_token: key, accessor: keyId, entity_id: id, renewable: false });
          expect(auth.lease_duration).toBeGreaterThan(86_400);
          expect(await recordsOf(coffer.admin, requestIdOf(answer))).toEqual(['auth:key succeeded']);
        }
        const { data } = must(await withToken(key).get(SELF)).body;
        expect(data).toMatchObject({ accessor: keyId, display_name: name, type: 'batch', renewable: false });
        expect(Date.parse(data.expire_time) - Date.now()).toBeLessThanOrEqual(1_000 * (data.ttl + 5));
      });
    });

    it('ends a session by revoke-self, and never a key: it may be the only one [R114]', async () => {
      const { key } = await program();
      const refused = await withToken(key).put(REVOKE, {});
      expect(errorsOf(refused)).toEqual({
        status: 400,
        first: expect.stringMatching(/^batch tokens cannot be revoked/),
      });
      expect((await withToken(key).get(SELF)).status).toBe(200);
      const person = await accountWith(coffer.admin, 'vault_person', NO_STATEMENTS);
      const own = withToken(person.token ?? '');
      expect(must(await own.get(SELF)).body.data).toMatchObject({ type: 'service', display_name: 'vault_person' });
      expect((await own.put(REVOKE, {})).status).toBe(204);
      expect(errorsOf(await own.get(SELF))).toEqual({ status: 403, first: 'permission denied' });
      expect((await person.get('/auth/me')).status).toBe(401);
    });

    it.each([
      [/^lease is not renewable/, [{}, { increment: 3600 }, { increment: '1h' }]],
      [/increment must be /, [{ increment: ['canary'] }, { increment: -1 }, { increment: 'canary'.repeat(6) }]],
    ])('is told %s by renew-self', async (why, bodies) => {
      const { key } = await program();
      for (const body of bodies) {
        const refused = errorsOf(await withToken(key).post('./v1/auth/token/renew-self', body));
        expect(refused).toEqual({ status: 400, first: expect.stringMatching(why) });
        expect(refused.first).not.toContain('canary');
      }
    });

    it('is told its capabilities by the decisions that are made, and by the scope of its key [R114]', async () => {
      const statements = [
        { effect: 'allow', actions: ['secret:reveal', 'secret:list'], resources: ['secret:cap/**'] },
        { effect: 'deny', actions: ['secret:reveal'], resources: ['secret:cap/closed'] },
      ];
      const { key } = await program(statements);
      const paths = [
        'secret/data/cap/open',
        'secret/data/cap/closed',
        'secret/metadata/cap/',
        'secret/metadata/other/',
      ];
      expect(await capable(withToken(key), ...paths)).toEqual({
        'secret/data/cap/open': ['read'],
        'secret/data/cap/closed': ['deny'],
        'secret/metadata/cap/': ['list'],
        'secret/metadata/other/': ['deny'],
      });
      const narrow = await program(statements, {
        scope: [{ effect: 'allow', actions: ['secret:list'], resources: ['secret:cap/**'] }],
      });
      expect(await capable(withToken(narrow.key), 'secret/data/cap/open')).toEqual({
        capabilities: ['deny'],
        'secret/data/cap/open': ['deny'],
      });
      const stranger = await withToken(key).post('./v1/sys/capabilities-self', { path: 'x', token: 'another' });
      expect(stranger.status).toBe(400);
    });

    it('finds its token below /v1 alone, and never in a query or twice', async () => {
      const { key } = await program();
      const header = { 'x-vault-token': key };
      expect((await coffer.nobody.get('/auth/me', header)).status).toBe(401);
      expect((await coffer.nobody.get(`${SELF}?token=${key}`)).status).toBe(403);
      const lines = (headers: string[]) =>
        sendLines(coffer.server.url, { line: 'GET /v1/auth/token/lookup-self', headers });
      const [once, twice, both, other] = await Promise.all([
        lines([`X-Vault-Token: ${key}`]),
        lines([`X-Vault-Token: ${key}`, `x-vault-token: ${key}`]),
        lines([`X-Vault-Token: ${key}`, `Authorization: Bearer ${key}`]),
        lines([`X-Vault-Token: ${key}`, 'Authorization: Bearer another']),
      ]);
      expect([once, twice, both, other].map(({ status }) => status)).toEqual([200, 400, 200, 400]);
      expect(JSON.parse(twice?.body ?? '')).toEqual({ errors: ['A request has one x-vault-token header at most.'] });
    });

    it('gets {errors: []} also for what no route sees', async () => {
      const send = (head: string) => exchange(coffer.server.url, `${head}\r\nHost: x\r\nConnection: close\r\n\r\n`);
      const answers = await Promise.all(
        ['GET /v1/sys/leases/lookup', 'GET /v1/%ff', 'TRACE /v1/sys/mounts', 'GET http://any/v1/auth/token/create'].map(
          (line) => send(`${line} HTTP/1.1`),
        ),
      );
      expect(answers.map((text) => text.slice(9, 12))).toEqual(['404', '400', '405', '404']);
      for (const text of answers) expect(Object.keys(JSON.parse(text.slice(text.indexOf('{'))))).toEqual(['errors']);
      const oversized = await coffer.admin.send('post', './v1/auth/approle/login', {
        body: { role_id: 'x'.repeat(20_000) },
      });
      expect(errorsOf(oversized)).toEqual({ status: 413, first: 'The body may have at most 16 KiB here.' });
    });
  });

/** Starts servers of its own, since they have other settings. */
export const vaultSettings = (): void =>
  describe('the settings of the API for clients of Vault', () => {
    it('take it away like a path that never was, or put it at another mount', async () => {
      const site = await embeddedSite({ KV_API: 'off' });
      const { url } = await site.start();
      for (const path of ['v1/sys/health', 'v1/secret/data/x', 'v1/nothing']) {
        const answer = await fetch(`${url}/${path}`, { headers: { 'x-vault-token': 'x' } });
        expect([answer.status, ((await answer.json()) as Body).code]).toEqual([404, 'not_found']);
      }
      const document: unknown = await (await fetch(`${url}/openapi.json`)).json();
      expect(Object.keys((document as { paths: object }).paths).join()).not.toContain(',/v1/');
      await site.clear();
      const moved = await embeddedSite({ KV_API_MOUNT: 'team/kv' });
      const server = await moved.start();
      const statuses = await Promise.all(
        ['team/kv/data/x', 'secret/data/x', 'team/data/x'].map(
          async (path) => (await fetch(`${server.url}/v1/${path}`)).status,
        ),
      );
      expect(statuses).toEqual([403, 404, 404]);
      await moved.clear();
    });
  });
