import { setTimeout as pause } from 'node:timers/promises';
import { describeWithEngines } from '../../engines/engines.js';
import { eventually } from '../../faults/support/eventually.js';
import { Api, expectProblem, PASSWORD, setUp } from '../support/processes/api.js';
import { HASHES_AS_CONFIGURED } from '../support/processes/base-environment.js';
import { describePairs, productionSite, type Site } from '../support/processes/pairs.js';

const LIMIT = 6;
const MINUTE = 60_000;

/** Requests of one account in a minute. */
const RATE = 60;

/** What a /24 may do, as a multiple of what an address may. */
const OF_A_24 = 4;

/** A login with an unknown name from this address. TRUSTED_PROXIES lets a test choose its address. */
const knock = (api: Api, from: string) =>
  api.as(null).post('/auth/login', { username: 'nobody', password: PASSWORD }, { 'x-forwarded-for': from });

/**
 * Measures how many more requests a limit of `limit` a minute may have let in since it was begun: its window slides on while
 * a busy machine works. 0 for a test that takes less than a minute divided by the limit.
 */
function roomSince(begun: number, limit: number): number {
  return Math.floor((limit * (performance.now() - begun)) / MINUTE);
}

/** Expects that `limit` of these were let in, and as many more as the window had room for since `begun`. */
function expectLetIn(statuses: readonly number[], limit: number, begun: number): void {
  const [letIn, refused] = [401, 429].map((status) => statuses.filter((one) => one === status).length);
  expect({ others: statuses.length - (letIn ?? 0) - (refused ?? 0) }).toEqual({ others: 0 });
  expect(letIn).toBeGreaterThanOrEqual(limit);
  expect(letIn).toBeLessThanOrEqual(limit + roomSince(begun, limit));
}

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
      RATE_PER_MINUTE: String(RATE),
      ...HASHES_AS_CONFIGURED,
    });
    const server = await site.start();
    admin = await setUp(server);
    first = admin.as(null);
    second = await Api.of(await site.start());
  });
  afterAll(() => site?.clear());

  it('refuse a network that has used up its logins on both nodes together, and not its neighbours [R82]', async () => {
    const begun = performance.now();
    const statuses: number[] = [];
    for (let turn = 0; turn < LIMIT + 4; turn += 1) {
      statuses.push((await knock(turn % 2 === 0 ? first : second, '203.0.113.1')).status);
    }
    expect(statuses.slice(0, LIMIT)).toEqual(Array(LIMIT).fill(401));
    for (const node of [first, second]) {
      const refused = await eventually(async () => {
        const answer = await knock(node, '203.0.113.1');
        statuses.push(answer.status);
        expectProblem(answer, 429, 'rate_limited');
        return answer;
      });
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      expect((await knock(node, '203.0.114.1')).status).toBe(401);
    }
    expectLetIn(statuses, LIMIT, begun);
  });

  it('allow no more logins if all come at once [R82]', async () => {
    await awayFromTheEdge();
    const begun = performance.now();
    const burst = (node: Api) => Array.from({ length: 10 }, () => knock(node, '198.51.100.7'));
    const answers = await Promise.all([...burst(first), ...burst(second)]);
    expectLetIn(
      answers.map(({ status }) => status),
      LIMIT,
      begun,
    );
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
    // By itself it would let in as many as the first.
    expect(letIn).toBeLessThan(RATE);
  });
});

describePairs('limits of one node', (open) => {
  it('are not lifted by a restart [R82]', async () => {
    const site = await open({ TRUSTED_PROXIES: '127.0.0.1', AUTH_RATE_PER_MINUTE: '2' });
    const begun = performance.now();
    const statuses: number[] = [];
    for (let life = 0; life < 2; life += 1) {
      const server = await site.start();
      const api = await Api.of(server);
      for (let time = 0; time < 2; time += 1) statuses.push((await knock(api, '203.0.113.1')).status);
      await server.stop();
    }
    await site.clear();
    expect(statuses.slice(0, 2)).toEqual([401, 401]);
    expectLetIn(statuses, 2, begun);
  });
});

describePairs('limits behind one address', (open) => {
  it('leave live sessions alone, and hold for a whole network of strangers', async () => {
    const site = await open({ TRUSTED_PROXIES: '127.0.0.1', AUTH_RATE_PER_MINUTE: '4' });
    const server = await site.start();
    const admin = await setUp(server);
    const at = { 'x-forwarded-for': '203.0.113.1' };
    const account = { username: 'root_admin', password: PASSWORD };
    const begun = performance.now();
    const { access_token: token, refresh_token } = (await admin.as(null).post('/auth/login', account, at)).body;
    const statuses: number[] = [];
    for (let turn = 0; turn < 4 * LIMIT; turn += 1) {
      statuses.push((await knock(admin, `203.0.113.${turn % 8}`)).status);
      await admin.as(null).post('/auth/prelogin', { username: 'nobody' }, at);
      await admin.as(null).post('/auth/refresh', { refresh_token: 'x' }, at);
    }
    // The first login was counted, too. An address alone may do less than what it did here.
    const most = 4 * OF_A_24;
    const letIn = statuses.filter((status) => status === 401).length;
    expect(letIn).toBeGreaterThanOrEqual(most - 1);
    expect(letIn).toBeLessThanOrEqual(most - 1 + roomSince(begun, most));
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
