import { setTimeout as pause } from 'node:timers/promises';
import { describeWithEngines } from '../../engines/engines.js';
import { must } from '../support/people/accounts.js';
import { Api, setUp } from '../support/processes/api.js';
import { productionSite, type Site } from '../support/processes/pairs.js';

/** Milliseconds after which every other node knows of a change: it uses nothing that it read more than 1 s ago. */
const KNOWN_AFTER_MS = 1_000;
/** A starved store may answer so. */
const UNSURE = new Set([429, 503]);

describeWithEngines('keys on two nodes', () => {
  let site: Site;
  let one: Api;
  let two: Api;
  let serial = 0;

  beforeAll(async () => {
    site = await productionSite();
    const nodes = [await site.start(), await site.start()] as const;
    one = await setUp(nodes[0]);
    two = (await Api.of(nodes[1])).as(one.token);
  });
  afterAll(() => site?.clear());

  const program = async () => {
    serial += 1;
    const name = `bot_${serial}`;
    must(await one.post('/service-accounts', { name, roles: ['auditor'] }));
    return { name, path: `/service-accounts/${name}/keys` };
  };
  const statusOn = async (node: Api, key: string) => (await node.as(key).get('/users')).status;

  it('die on the other within a second: ended, found, replaced, or with their account [R135][R136]', async () => {
    const { name, path } = await program();
    const make = async () => must(await one.post(path, { name: 'deploy' })).body;
    const [ended, found, replaced, last] = [await make(), await make(), await make(), await make()];
    for (const { key } of [ended, found, replaced, last]) {
      expect([await statusOn(one, key), await statusOn(two, key)]).toEqual([200, 200]);
    }
    must(await one.delete(`${path}/${ended.id}`));
    must(await one.as(null).post('/auth/keys/leaked', { key: found.key }));
    must(await one.post(`${path}/${replaced.id}/rotate`, { overlap: '1s' }));
    expect([await statusOn(one, ended.key), await statusOn(one, found.key)]).toEqual([401, 401]);
    await pause(KNOWN_AFTER_MS);
    expect([await statusOn(two, ended.key), await statusOn(two, found.key)]).toEqual([401, 401]);
    await pause(KNOWN_AFTER_MS);
    expect([await statusOn(two, replaced.key), await statusOn(two, last.key)]).toEqual([401, 200]);
    must(await one.delete(`/service-accounts/${name}`));
    await pause(KNOWN_AFTER_MS);
    expect(await statusOn(two, last.key)).toBe(401);
  });

  it('have one winner of 50 rotations on both, and no use of 50 outlives a deletion [R135][R136]', async () => {
    const { name, path } = await program();
    const first = must(await one.post(path, { name: 'deploy' })).body;
    const rotate = (node: Api) => node.post(`${path}/${first.id}/rotate`, { overlap: '1h' });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, turn) => rotate(turn % 2 ? one : two)));
    const won = answers.filter(({ status }) => status === 201);
    expect(won.length).toBeLessThanOrEqual(1);
    expect(won.length === 1 || answers.some(({ status }) => UNSURE.has(status))).toBe(true);
    const { items } = must(await one.get(path)).body;
    const active = items.filter(({ state }: { state: string }) => state === 'active');
    expect(active.length).toBeLessThanOrEqual(2);
    const use = (turn: number) => statusOn(turn % 2 ? one : two, first.key);
    const [removal] = await Promise.all([
      one.delete(`/service-accounts/${name}`),
      ...Array.from({ length: 50 }, (_, turn) => use(turn)),
    ]);
    if (UNSURE.has(removal.status)) must(await one.delete(`/service-accounts/${name}`));
    await pause(KNOWN_AFTER_MS);
    for (const node of [one, two]) expect(await statusOn(node, first.key)).toBe(401);
  });
});
