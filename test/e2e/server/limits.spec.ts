import { setTimeout as pause } from 'node:timers/promises';
import { describeWithEngines } from '../../engines/engines.js';
import { eventually } from '../../faults/support/eventually.js';
import { Api, expectProblem, PASSWORD, setUp } from '../support/processes/api.js';
import { describePairs, productionSite, type Site } from '../support/processes/pairs.js';

const LIMIT = 6;
const MINUTE = 60_000;

/** What a /24 may do, as a multiple of what an address may. */
const OF_A_24 = 4;

/** A login with an unknown name from this address. TRUSTED_PROXIES lets a test choose its address. */
const knock = (api: Api, from: string) =>
  api.as(null).post('/auth/login', { username: 'nobody', password: PASSWORD }, { 'x-forwarded-for': from });

/** Waits if the minute is about to end, since requests in flight may be counted in either minute. */
async function awayFromTheEdge(): Promise<void> {
  const left = MINUTE - (Date.now() % MINUTE);
  if (left < 3_000) await pause(left);
}

describeWithEngines('limits of two nodes (MongoDB and OpenBao)', () => {
  let site: Site;
  let admin: Api;
  let first: Api;
  let second: Api;
  beforeAll(async () => {
    site = await productionSite({
      TRUSTED_PROXIES: '127.0.0.1',
      AUTH_RATE_PER_MINUTE: String(LIMIT),
      RATE_PER_MINUTE: '60',
    });
    const server = await site.start();
    admin = await setUp(server);
    first = admin.as(null);
    second = await Api.of(await site.start());
  });
  afterAll(() => site?.clear());

  it('refuse a network that has used up its logins on both nodes together, and not its neighbours [R82]', async () => {
    const statuses = [];
    for (let turn = 0; turn < LIMIT + 4; turn += 1) {
      statuses.push((await knock(turn % 2 === 0 ? first : second, '203.0.113.1')).status);
    }
    expect(statuses).toEqual([...Array(LIMIT).fill(401), ...Array(4).fill(429)]);
    for (const node of [first, second]) {
      const refused = await knock(node, '203.0.113.1');
      expectProblem(refused, 429, 'rate_limited');
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      expect((await knock(node, '203.0.114.1')).status).toBe(401);
    }
  });

  it('allow no more logins if all come at once [R82]', async () => {
    await awayFromTheEdge();
    const burst = (node: Api) => Array.from({ length: 10 }, () => knock(node, '198.51.100.7'));
    const answers = await Promise.all([...burst(first), ...burst(second)]);
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(LIMIT).fill(401), ...Array(20 - LIMIT).fill(429)]);
  });

  it('soon refuse an account on one node after too many requests to the other [R82]', async () => {
    let letIn = 0;
    const isRefusedBy = (node: Api) => async () => {
      const answer = await node.as(admin.token).get('/auth/me');
      if (answer.status === 200) letIn += 1;
      expectProblem(answer, 429, 'rate_limited');
    };
    await eventually(isRefusedBy(first), undefined, 0);
    letIn = 0;
    await eventually(isRefusedBy(second), undefined, 200);
    expect(letIn).toBeLessThan(40);
  });
});

describePairs('limits of one node', (open) => {
  it('are not lifted by a restart [R82]', async () => {
    const site = await open({ TRUSTED_PROXIES: '127.0.0.1', AUTH_RATE_PER_MINUTE: '2' });
    const statuses = [];
    for (let life = 0; life < 2; life += 1) {
      const server = await site.start();
      const api = await Api.of(server);
      for (let time = 0; time < 2; time += 1) statuses.push((await knock(api, '203.0.113.1')).status);
      await server.stop();
    }
    await site.clear();
    expect(statuses).toEqual([401, 401, 429, 429]);
  });
});

describePairs('limits behind one address', (open) => {
  it('leave live sessions alone, and hold for a whole network of strangers', async () => {
    const site = await open({ TRUSTED_PROXIES: '127.0.0.1', AUTH_RATE_PER_MINUTE: '4' });
    const server = await site.start();
    const admin = await setUp(server);
    const at = { 'x-forwarded-for': '203.0.113.1' };
    const account = { username: 'root_admin', password: PASSWORD };
    const { access_token: token, refresh_token } = (await admin.as(null).post('/auth/login', account, at)).body;
    const statuses = [];
    for (let turn = 0; turn < 4 * LIMIT; turn += 1) {
      statuses.push((await knock(admin, `203.0.113.${turn % 8}`)).status);
      await admin.as(null).post('/auth/prelogin', { username: 'nobody' }, at);
      await admin.as(null).post('/auth/refresh', { refresh_token: 'x' }, at);
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(4 * OF_A_24 - 1);
    const me = admin.as(token);
    const change = { current_password: PASSWORD, new_password: `${PASSWORD}-2` };
    expect((await me.post('/auth/password', change, at)).status).toBe(204);
    const refreshed = await admin.as(null).post('/auth/refresh', { refresh_token }, at);
    expect(refreshed.status).toBe(200);
    expect((await admin.as(refreshed.body.access_token).post('/auth/logout', {}, at)).status).toBe(204);
    await server.stop();
    await site.clear();
  });
});
