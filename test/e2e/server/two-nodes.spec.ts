import { setTimeout as pause } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { asSealed } from '#kernel';
import { sealedVersion } from '#keys';
import { describeWithEngines } from '../../engines/engines.js';
import { eventually } from '../../faults/support/eventually.js';
import { makeAccount, must } from '../support/people/accounts.js';
import { madeOf, refusalsIn } from '../support/people/raced.js';
import { keep } from '../support/people/secrets.js';
import { Api, accountWith, type Body, expectProblem, PASSWORD, sendRaw, setUp } from '../support/processes/api.js';
import { productionSite, type Site } from '../support/processes/pairs.js';
import type { Server } from '../support/processes/server.js';

/** Milliseconds after which every other node knows of a change: it uses nothing that it read more than 1 s ago. */
const KNOWN_AFTER_MS = 1_000;

describeWithEngines('two nodes on one MongoDB and one OpenBao', () => {
  let site: Site;
  let nodes: [Server, Server];
  let one: Api;
  let two: Api;

  beforeAll(async () => {
    site = await productionSite();
    nodes = [await site.start(), await site.start()];
    // Both show the same setup token, so it is right on either.
    expect(nodes[1].setupToken).toBe(nodes[0].setupToken);
    one = await setUp(nodes[0]);
    two = (await Api.of(nodes[1])).as(one.token);
  });
  afterAll(() => site?.clear());

  const inDatabase = async <T>(work: (db: mongo.Db) => Promise<T>): Promise<T> => {
    const client = await new mongo.MongoClient(site.engines?.mongodbUrl ?? '').connect();
    try {
      return await work(client.db(site.env.DB_NAME));
    } finally {
      await client.close();
    }
  };
  /** The result of `look` for each document of a collection, by id. */
  const inStore = <T>(collection: string, look: (row: mongo.Document) => T): Promise<Map<string, T>> =>
    inDatabase(async (db) => {
      const rows = await db.collection(collection).find().toArray();
      return new Map(rows.map((row) => [String(row._id), look(row)]));
    });
  const putBack = (collection: string, row: mongo.Document): Promise<unknown> =>
    inDatabase((db) => db.collection(collection).replaceOne({ _id: row._id }, row, { upsert: true }));

  it('say which of them appends the audit of both', async () => {
    const state = async (node: Api) => (await node.get('./health/ready')).body.audit_appender;
    await eventually(async () =>
      expect([await state(one), await state(two)].sort()).toEqual(['another_node', 'this_node']),
    );
  });

  it('deny on one node within a second what was revoked on the other', async () => {
    const ann = await accountWith(one, 'ann', [
      { effect: 'allow', actions: ['secret:list'], resources: ['secret:**'] },
    ]);
    const annOnTwo = two.as(ann.token);
    const { items } = (await one.get('/policies')).body;
    const policy = items.find(({ name }: { name: string }) => name === 'ann-policy');
    await pause(KNOWN_AFTER_MS);
    expect((await annOnTwo.get('/secrets')).status).toBe(200);
    const statements = [{ effect: 'deny', actions: ['secret:list'], resources: ['secret:**'] }];
    must(await one.put(`/policies/${policy.id}`, { statements }));
    expect((await ann.get('/secrets')).status).toBe(403);
    await pause(KNOWN_AFTER_MS);
    expect((await annOnTwo.get('/secrets')).status).toBe(403);
  });

  it('end sessions and accounts on one node within a second after the other [R41]', async () => {
    const { body } = await makeAccount(one, 'leaver');
    const first = await one.login('leaver', PASSWORD);
    const second = await one.login('leaver', PASSWORD);
    const onTwo = (api: Api) => two.as(api.token).get('/auth/me');
    expect([(await onTwo(first)).status, (await onTwo(second)).status]).toEqual([200, 200]);
    must(await first.send('post', '/auth/logout'));
    await pause(KNOWN_AFTER_MS);
    expect((await onTwo(first)).status).toBe(401);
    expect((await onTwo(second)).status).toBe(200);
    must(await one.post(`/users/${body.id}/disable`));
    await pause(KNOWN_AFTER_MS);
    expect((await onTwo(second)).status).toBe(401);
  });

  it('reveal on one node what was written on the other', async () => {
    const { body } = await keep(one, 'shared/one', { value: 'through the first' });
    expect((await two.get(`/secrets/${body.id}/reveal`)).body.value).toBe('through the first');
    must(await two.put(`/secrets/${body.id}/rotate`, { value: 'through the second' }));
    expect((await one.get(`/secrets/${body.id}/reveal`)).body.value).toBe('through the second');
    expect((await one.get(`/secrets/${body.id}/reveal?version=1`)).body.value).toBe('through the first');
  });

  it('let one of 50 simultaneous rotations with one If-Match win, and open every acknowledged version', async () => {
    const { body, headers } = await keep(one, 'shared/race', { value: 'racer 0' });
    const seen = { 'if-match': headers.etag ?? '' };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        (n % 2 === 0 ? one : two).put(`/secrets/${body.id}/rotate`, { value: `racer ${n + 1}` }, seen),
      ),
    );
    expect(refusalsIn(answers)).toEqual(['412 precondition_failed']);
    const won = (await madeOf(one, answers)).flatMap((isMade, n) => (isMade ? [n + 1] : []));
    expect(won).toHaveLength(1);
    for (const [version, value] of [
      [1, 'racer 0'],
      [2, `racer ${won[0]}`],
    ] as const) {
      for (const api of [one, two]) {
        expect((await api.get(`/secrets/${body.id}/reveal?version=${version}`)).body.value).toBe(value);
      }
    }
  });

  it('lose no version of 50 simultaneous rotations without If-Match', async () => {
    const { body } = await keep(one, 'shared/free');
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        (n % 2 === 0 ? one : two).put(`/secrets/${body.id}/rotate`, { value: `racer ${n}` }),
      ),
    );
    expect(refusalsIn(answers)).toEqual([]);
    const made = await madeOf(one, answers);
    const told = new Map<number, string>();
    const untold = new Set<string>();
    answers.forEach(({ status, body: { version } }, n) => {
      if (status === 200) told.set(version, `racer ${n}`);
      // It was made, but its version is unknown: one of the remaining ones.
      else if (made[n]) untold.add(`racer ${n}`);
    });
    const { version } = (await two.get(`/secrets/${body.id}`)).body;
    expect(told.size + untold.size).toBe(version - 1);
    for (const { version: kept } of (await two.get(`/secrets/${body.id}/versions`)).body.items) {
      if (kept === 1) continue;
      const { value } = (await two.get(`/secrets/${body.id}/reveal?version=${kept}`)).body;
      expect(told.has(kept) ? [told.get(kept)] : [...untold]).toContain(value);
    }
  });

  it('both seal and open under a new version of a ring, and no request fails [R61][R62]', async () => {
    const { body: kept } = await keep(one, 'rings/before');
    const { body: begun } = must(await one.send('post', '/keys/secrets/rotate'));
    let state = begun.state;
    for (let turn = 0; state === 'running'; turn += 1) {
      const [here, there] = turn % 2 === 0 ? [one, two] : [two, one];
      expect((await there.get(`/secrets/${kept.id}/reveal`)).body.value).toBe('value of rings/before');
      const { body: made } = await keep(there, `rings/while-${turn}`);
      expect((await here.get(`/secrets/${made.id}/reveal`)).body.value).toBe(`value of rings/while-${turn}`);
      ({ state } = must(await there.get(`/keys/rotations/${begun.id}`)).body);
    }
    expect(state).toBe('done');
    const versionOf = async ({ id }: Body): Promise<number | undefined> =>
      (await inStore('secrets', ({ current }) => sealedVersion(asSealed(current)))).get(String(id));
    expect(await versionOf(kept)).toBe(begun.version);
    await pause(KNOWN_AFTER_MS);
    expect(await versionOf((await keep(two, 'rings/after')).body)).toBe(begun.version);
  });

  it('open nothing of a deleted account on either node after a second, not even from a copy of the store [R41]', async () => {
    const { id } = (await makeAccount(one, 'forgotten')).body;
    const onTwo = await two.login('forgotten', PASSWORD);
    const { body: record } = must(
      await onTwo.post('/sensitive-data', { data_type: 'text', value: 'a canary of theirs' }),
    );
    must(await onTwo.get(`/sensitive-data/${record.id}`));
    const places = [
      ['users', id],
      ['sensitive_data', record.id],
    ] as const;
    const copies = await Promise.all(
      places.map(([name, of]) => inStore(name, (row) => row).then((all) => all.get(of))),
    );
    must(await one.delete(`/users/${id}`));
    await pause(KNOWN_AFTER_MS);
    expect((await onTwo.get('/auth/me')).status).toBe(401);
    expectProblem(await two.get(`/sensitive-data/${record.id}`), 404, 'not_found');

    for (const [at, [name]] of places.entries()) await putBack(name, copies[at] ?? {});
    await eventually(async () => expect((await two.get(`/users/${id}`)).body.state).toBe('active'));
    const back = await two.login('forgotten', PASSWORD);
    for (const api of [back, one.as(back.token)]) {
      const answer = await api.get(`/sensitive-data/${record.id}`);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.text).not.toContain('a canary of theirs');
    }
    must(await one.delete(`/users/${id}`));
  });

  it('write 10,000 simultaneous records without a gap and without a fork [R70]', async () => {
    const RECORDS = 10_000;
    const CONNECTIONS = 200;
    const asked = new Set<string>();
    let begun = 0;
    const work = async (server: Server): Promise<void> => {
      while (begun < RECORDS) {
        begun += 1;
        const response = await fetch(`${server.url}/api/v1/auth/me`, {
          headers: { authorization: `Bearer ${one.token}` },
        });
        const id = response.headers.get('x-request-id');
        await response.arrayBuffer();
        // A starved log refuses what it cannot write in time: the request is made again.
        if (response.status === 503) begun -= 1;
        else if (response.status !== 200 || !id) throw new Error(`answered ${response.status}`);
        else asked.add(id);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, (_, n) => work(nodes[(n % 2) as 0 | 1])));
    expect(asked.size).toBe(RECORDS);

    const authorization = `Bearer ${one.token}`;
    const exported = async ({ url }: Server) => {
      const answer = await sendRaw(url, 'GET', '/api/v1/audit/logs/export', { authorization });
      expect(answer.status).toBe(200);
      return answer;
    };
    const [mine, theirs] = await Promise.all(nodes.map((node) => eventually(() => exported(node))));
    const lines = (text = ''): string[] => text.trimEnd().split('\n');
    const shorter = Math.min(lines(mine?.text).length, lines(theirs?.text).length);
    expect(lines(mine?.text).slice(0, shorter)).toEqual(lines(theirs?.text).slice(0, shorter));
    const records: Body[] = lines(mine?.text).map((line) => JSON.parse(line));
    expect(records.every(({ seq }, index) => seq === index + 1)).toBe(true);
    const found = records.filter(({ request_id }) => asked.has(request_id as string));
    expect(found).toHaveLength(RECORDS);
  });
});
