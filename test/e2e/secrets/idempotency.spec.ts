import { randomBytes } from 'node:crypto';
import { describeWithEngines } from '../../engines/engines.js';
import { newAccount } from '../support/people/accounts.js';
import {
  type Answer,
  Api,
  accountWith,
  type Body,
  expectFields,
  expectProblem,
  PASSWORD,
  setUp,
} from '../support/processes/api.js';
import { describePairs, productionSite, type Site } from '../support/processes/pairs.js';
import type { Server } from '../support/processes/server.js';
import { keptBy } from '../support/traces/kept.js';
import { findIn } from '../support/traces/traces.js';

const STATEMENTS = [{ effect: 'deny', actions: ['secret:reveal'], resources: ['secret:none/x'] }];
const SECRET_VALUE = 'correct-horse-with-a-canary-91';
const EVERYTHING = ['secret', 'user', 'role', 'policy'].map((kind) => ({
  effect: 'allow',
  actions: [`${kind}:*`],
  resources: [`${kind}:**`],
}));

interface Creating {
  readonly path: string;
  readonly body: (name: string) => Body;
  /** The number of objects of this name that the caller sees. */
  readonly count: (api: Api, name: string) => Promise<number>;
}

const named = (path: string) => async (api: Api, name: string) =>
  (await api.get(`${path}?limit=200`)).body.items.filter((item: Body) => item.name === name).length;

/** Every route that creates an object for a caller. */
const CREATING: Readonly<Record<string, Creating>> = {
  secrets: {
    path: '/secrets',
    body: (name) => ({ path: `once/${name}`, value: SECRET_VALUE }),
    count: async (api, name) => (await api.get(`/secrets?prefix=once/${name}`)).body.items.length,
  },
  users: {
    path: '/users',
    body: (name) => newAccount(name.replaceAll('-', '_')),
    count: async (api, name) => (await api.get(`/users?q=${name.replaceAll('-', '_')}`)).body.items.length,
  },
  roles: { path: '/roles', body: (name) => ({ name, policies: [] }), count: named('/roles') },
  policies: { path: '/policies', body: (name) => ({ name, statements: STATEMENTS }), count: named('/policies') },
  'sensitive data': {
    path: '/sensitive-data',
    body: (name) => ({ data_type: 'text', value: `A note of ${name}` }),
    count: async (api, name) =>
      (await api.get('/sensitive-data?limit=200')).body.items.filter(({ value }: Body) => value === `A note of ${name}`)
        .length,
  },
};

describePairs('an Idempotency-Key', (open) => {
  let site: Site;
  let server: Server;
  let admin: Api;
  let other: Api;
  const keys: string[] = [];

  beforeAll(async () => {
    site = await open();
    server = await site.start();
    admin = await setUp(server);
    other = await accountWith(admin, 'another', EVERYTHING);
  });
  afterAll(() => site?.clear());

  const key = () => {
    const made = randomBytes(18).toString('base64url');
    keys.push(made);
    return { 'idempotency-key': made };
  };
  const audited = async ({ headers }: Answer): Promise<string[]> => {
    const { items } = (await admin.get(`/audit/logs?request_id=${headers['x-request-id']}`)).body;
    return items.map(({ outcome }: Body) => outcome).reverse();
  };

  it.each(['', ' ', 'a b', 'k'.repeat(129), 'a\tb'])('is refused as %j', async (text) => {
    const sent = await admin.post('/roles', { name: 'never', policies: [] }, { 'idempotency-key': text });
    expectFields(sent, 'Idempotency-Key');
    expect(await named('/roles')(admin, 'never')).toBe(0);
  });

  describe.each(Object.entries(CREATING))('for %s', (kind, { path, body, count }) => {
    const name = (what: string) => `${kind.replaceAll(' ', '-')}-${what}`;

    it('is refused for another body and for another route', async () => {
      const once = key();
      expect((await admin.post(path, body(name('one')), once)).status).toBe(201);
      expectProblem(await admin.post(path, body(name('two')), once), 422, 'idempotency_key_reused');
      const elsewhere = path === '/roles' ? CREATING.policies : CREATING.roles;
      if (!elsewhere) throw new Error('no such route');
      const there = await admin.post(elsewhere.path, elsewhere.body(name('two')), once);
      expectProblem(there, 422, 'idempotency_key_reused');
      expect(await count(admin, name('two'))).toBe(0);
    });

    it('is separate for each caller [R88]', async () => {
      const once = key();
      const [mine, theirs] = [
        await admin.post(path, body(name('mine')), once),
        await other.post(path, body(name('theirs')), once),
      ];
      expect([mine.status, theirs.status]).toEqual([201, 201]);
      expect(mine.body.id).not.toBe(theirs.body.id);
    });

    it('returns the same answer again, recorded as the same action', async () => {
      const once = key();
      const first = await admin.post(path, body(name('again')), once);
      const again = await admin.post(path, body(name('again')), once);
      expect([again.status, again.body, again.headers.location, again.headers.etag]).toEqual([
        201,
        first.body,
        first.headers.location,
        first.headers.etag,
      ]);
      expect(await audited(first)).toEqual(['allowed', 'succeeded']);
      expect(await audited(again)).toEqual(['succeeded']);
      expect(await count(admin, name('again'))).toBe(1);
    });

    it('creates one object for 50 simultaneous requests, and all 50 get it', async () => {
      const once = key();
      const all = await Promise.all(Array.from({ length: 50 }, () => admin.post(path, body(name('many')), once)));
      expect(new Set(all.map(({ status }) => status))).toEqual(new Set([201]));
      expect(new Set(all.map((answer) => answer.body.id)).size).toBe(1);
      expect(await count(admin, name('many'))).toBe(1);
    });

    it('creates nothing again after a deletion, and does not show what was deleted', async () => {
      const once = key();
      const first = await admin.post(path, body(name('late')), once);
      expect((await admin.delete(`${path}/${first.body.id}`)).status).toBeLessThan(300);
      expectProblem(await admin.post(path, body(name('late')), once), 409, 'conflict');
      expect(await count(admin, name('late'))).toBe(0);
    });
  });

  it('gives no access: a caller who may no longer create is refused with an earlier key', async () => {
    const once = key();
    const body = { name: 'of-another', policies: [] };
    expect((await other.post('/roles', body, once)).status).toBe(201);
    const found = (await admin.get('/roles?limit=200')).body.items.find((item: Body) => item.name === 'another-role');
    expect((await admin.put(`/roles/${found.id}`, { policies: [] })).status).toBe(200);
    expectProblem(await other.post('/roles', body, once), 403, 'forbidden');
  });

  it('works after a restart', async () => {
    const once = key();
    const body = { name: 'before-the-restart', policies: [] };
    const first = await admin.post('/roles', body, once);
    expect(await server.stop()).toBe(0);
    server = await site.start();
    admin = await (await Api.of(server)).login('root_admin', PASSWORD);
    expect((await admin.post('/roles', body, once)).body.id).toBe(first.body.id);
  });

  it('stores no secret: neither keys nor bodies are in the stored data [R88]', async () => {
    expect(await server.stop()).toBe(0);
    const secrets = new Map([['the value', SECRET_VALUE], ...keys.map((one) => [`key ${one}`, one] as const)]);
    expect(findIn(await keptBy(site), secrets)).toEqual([]);
  });
});

describeWithEngines('an Idempotency-Key on two nodes (MongoDB and OpenBao)', () => {
  let site: Site;
  let nodes: Api[];

  beforeAll(async () => {
    site = await productionSite();
    const first = await setUp(await site.start());
    nodes = [first, await (await Api.of(await site.start())).login('root_admin', PASSWORD)];
  });
  afterAll(() => site?.clear());

  it.each(Object.entries(CREATING))('makes one of the %s of 50 at once', async (kind, { path, body, count }) => {
    const name = `${kind.replaceAll(' ', '-')}-everywhere`;
    const sent = Array.from({ length: 50 }, (_, index) =>
      nodes[index % 2]?.post(path, body(name), { 'idempotency-key': `once:${name}` }),
    );
    const all = (await Promise.all(sent)).map((answer) => `${answer?.status} ${answer?.body.id}`);
    expect(new Set(all).size).toBe(1);
    expect(all[0]).toMatch(/^201 /);
    expect(await count(nodes[0] as Api, name)).toBe(1);
  });
});
