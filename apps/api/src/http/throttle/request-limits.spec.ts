import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { OutcomeUnknown, PartUnavailable, RateCounters } from '#kernel';
import { ManualClock, type MemoryRateCounters } from '#kernel/testing';
import { type Door, doors, knock, me } from '../testing/doors.js';
import { World } from '../testing/tiny-app.js';

/** How many of `times` requests were allowed, each from the next of the addresses. */
async function allowed(app: NestFastifyApplication, door: Door, times: number, address: (turn: number) => string) {
  let count = 0;
  for (let turn = 0; turn < times; turn += 1) {
    if ((await knock(app, door, address(turn))).statusCode === 201) count += 1;
  }
  return count;
}

describe('limits of callers without a genuine token', () => {
  let app: NestFastifyApplication;
  afterEach(() => app.close());

  it.each([
    ['an IPv4 address', 5, () => '203.0.113.9'],
    ['an IPv6 /64', 5, (turn: number) => `2001:db8:1:1::${turn + 1}`],
    ['an IPv6 /56 with all its /64s', 10, (turn: number) => `2001:db8:1:1${turn.toString(16).padStart(2, '0')}::1`],
    ['an IPv4 /24 with all its addresses', 20, (turn: number) => `203.0.113.${turn}`],
    ['an IPv6 /48 with all its /64s', 20, (turn: number) => `2001:db8:1:${(turn * 256).toString(16)}::1`],
  ])('hold for %s, and not for its neighbours', async (_, limit, address) => {
    app = await doors({ AUTH_RATE_PER_MINUTE: '5' });
    expect(await allowed(app, 'login', 30, address)).toBe(limit);
    expect((await knock(app, 'login', '203.0.114.1')).statusCode).toBe(201);
    expect((await knock(app, 'login', '2001:db8:2::1')).statusCode).toBe(201);
  });

  it('name the limit, and say when to come again', async () => {
    app = await doors({ AUTH_RATE_PER_MINUTE: '1' });
    await knock(app, 'login', '203.0.113.1');
    const { headers, ...refused } = await knock(app, 'login', '203.0.113.1');
    expect(refused.json()).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(headers['ratelimit-policy']).toBe('"login-address";q=1;w=60');
    expect(headers.ratelimit).toBe(`"login-address";r=0;t=${headers['retry-after']}`);
  });

  it('count each purpose apart', async () => {
    app = await doors({ AUTH_RATE_PER_MINUTE: '3' });
    expect(await allowed(app, 'prelogin', 9, () => '203.0.113.1')).toBe(3);
    expect(await allowed(app, 'login', 9, () => '203.0.113.1')).toBe(3);
  });

  it('refuse when requests cannot be counted, on routes with a password alone [R83]', async () => {
    app = await doors({});
    const counters = app.get<MemoryRateCounters>(RateCounters);
    for (counters.failure of [new PartUnavailable('store'), new OutcomeUnknown(), new Error('a defect')]) {
      expect((await knock(app, 'login', '203.0.113.1')).json()).toMatchObject({ status: 503, code: 'busy' });
      expect((await me(app)).statusCode).toBe(200);
    }
  });

  it('are off when the limit is 0', async () => {
    app = await doors({ RATE_PER_MINUTE: '0', AUTH_RATE_PER_MINUTE: '0' });
    expect(await allowed(app, 'login', 100, () => '203.0.113.1')).toBe(100);
    expect((await me(app)).statusCode).toBe(200);
  });
});

describe('limits of genuine tokens', () => {
  it('are not used up by any number of requests of neighbours, on any route', async () => {
    const app = await doors({ AUTH_RATE_PER_MINUTE: '3' });
    for (const door of ['login', 'prelogin', 'refresh'] as const) await allowed(app, door, 50, () => '203.0.113.1');
    for (let time = 0; time < 3; time += 1) {
      expect((await knock(app, 'refresh', '203.0.113.1', 'refresh session-1')).statusCode).toBe(201);
      expect((await knock(app, 'password', '203.0.113.1')).statusCode).toBe(201);
    }
    await app.close();
  });

  it('hold wherever the requests come from', async () => {
    const app = await doors({ AUTH_RATE_PER_MINUTE: '3' });
    const refreshed = [];
    for (let turn = 0; turn < 5; turn += 1) {
      refreshed.push((await knock(app, 'refresh', `203.0.${turn}.1`, 'refresh session-1')).statusCode);
    }
    expect(refreshed).toEqual([201, 201, 201, 429, 429]);
    expect((await knock(app, 'refresh', '203.0.113.1', 'refresh session-2')).statusCode).toBe(201);
    expect(await allowed(app, 'password', 5, (turn) => `203.0.${turn}.1`)).toBe(3);
    await app.close();
  });

  it('refuse an account with too many requests, and audit none of these [R71]', async () => {
    const world = new World();
    const app = await doors({ RATE_PER_MINUTE: '1' }, { world });
    expect((await me(app)).statusCode).toBe(200);
    const refused = await me(app);
    expect(refused.headers['ratelimit-policy']).toBe('"account";q=1;w=60');
    expect(world.failures).toEqual([]);
    expect(world.admissions).toBe(1);
    await app.close();
  });
});

describe('the cost of a request', () => {
  /** How often the route is answered before the account is over 100 tokens a minute. */
  async function timesAllowed(path: string): Promise<number> {
    const app = await doors({ RATE_PER_MINUTE: '100' }, { clock: new ManualClock(0) });
    const headers = { authorization: 'Bearer alice' };
    let times = 0;
    while ((await app.inject({ method: 'GET', url: `/api/v1/${path}`, headers })).statusCode === 200) times += 1;
    await app.close();
    return times;
  }

  it.each([
    ['me', 100],
    ['search', 20],
    ['search?q=', 4],
    ['large', 10],
    ['work', 7],
  ])('of %s lets an account with 100 tokens ask %i times [R97]', async (path, times) => {
    expect(await timesAllowed(path)).toBe(times);
  });
});

describe('the cost of a list in the body', () => {
  const alice = { authorization: 'Bearer alice' };
  const many = (app: NestFastifyApplication, list: unknown) =>
    app.inject({ method: 'POST', url: '/api/v1/many', headers: alice, payload: { list } });

  it('is asked before the request is handled, by its length [R97]', async () => {
    const app = await doors({ RATE_PER_MINUTE: '50' }, { clock: new ManualClock(0) });
    const statuses: number[] = [];
    for (let time = 0; time < 3; time += 1) statuses.push((await many(app, Array(100).fill(0))).statusCode);
    expect(statuses).toEqual([201, 201, 429]);
    expect((await many(app, [1])).statusCode).toBe(201);
    await app.close();
  });

  it('is no more than that of the longest list, and nothing of what is no list', async () => {
    const app = await doors({ RATE_PER_MINUTE: '50' }, { clock: new ManualClock(0) });
    expect((await many(app, 'text')).statusCode).toBe(400);
    expect((await many(app, Array(10_000).fill(0))).statusCode).toBe(201);
    expect((await many(app, Array(100).fill(0))).statusCode).toBe(201);
    await app.close();
  });

  it('is beside that of the memory that a request finds out to need, which is its share at most', async () => {
    const app = await doors({});
    const answer = await app.inject({ method: 'GET', url: '/api/v1/reserving', headers: alice });
    expect(answer.json()).toMatchObject({ status: 429, code: 'rate_limited' });
    expect((await me(app)).statusCode).toBe(200);
    await app.close();
  });
});

describe('450 users behind one address, at the default limits', () => {
  const USERS = 450;
  const QUARTER_S = 900;

  it('all log in within a quarter of an hour, refresh each quarter of an hour, and are never refused', async () => {
    const clock = new ManualClock(0);
    const app = await doors({}, { clock });
    const refusals: Door[] = [];
    const ask = async (door: Door, text?: string) => {
      if ((await knock(app, door, '203.0.113.7', text)).statusCode !== 201) refusals.push(door);
    };
    // A fixed sequence (Lehmer, modulo 2^31 - 1) says when each of them logs in: not evenly, as people do.
    let seed = 42;
    const arrivals = Array.from({ length: USERS }, (_, user) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return { user, second: seed % QUARTER_S };
    });
    for (let second = 0; second < 3 * QUARTER_S; second += 1) {
      clock.at = second * 1_000;
      for (const { user } of arrivals.filter((arrival) => arrival.second === second % QUARTER_S)) {
        if (second < QUARTER_S) {
          await ask('prelogin');
          await ask('login');
        } else await ask('refresh', `refresh session-${user}`);
      }
    }
    expect(refusals).toEqual([]);
    await app.close();
  });
});
