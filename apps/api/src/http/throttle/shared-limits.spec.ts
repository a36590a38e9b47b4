import { OutcomeUnknown, PartUnavailable } from '#kernel';
import { ManualClock, MemoryRateCounters, someRoots } from '#kernel/testing';
import { SharedLimits } from './shared-limits.js';

const MINUTE = 60_000;
const NETWORK_LIMIT = 'network';
const PRINCIPAL_LIMIT = 'principal';

/** Nodes that share a store and a clock. */
function nodes(number: number) {
  const clock = new ManualClock(0);
  const counters = new MemoryRateCounters();
  const roots = someRoots();
  const limits = Array.from({ length: number }, () => new SharedLimits(counters, roots, clock));
  return { clock, counters, limits };
}

/** A network counts in the store, a principal in memory. */
async function ask(node: SharedLimits | undefined, name: string, limit = 30, key = 'a') {
  if (!node) throw new Error('no such node');
  const bucket = { name, of: key, limit, windowMs: MINUTE };
  const refusal = name === NETWORK_LIMIT ? await node.takeInStore([bucket]) : node.take([bucket]);
  return { isBlocked: refusal !== null, timeToBlockExpire: refusal?.retryAfterSeconds ?? 0 };
}

async function allowed(node: SharedLimits | undefined, name: string, times: number, limit = 30, key = 'a') {
  const verdicts = [];
  for (let time = 0; time < times; time += 1) verdicts.push(await ask(node, name, limit, key));
  return verdicts.filter(({ isBlocked }) => !isBlocked).length;
}

describe.each([[NETWORK_LIMIT], [PRINCIPAL_LIMIT]])('the sliding window of a %s', (name) => {
  it('does not allow more than the limit in a window', async () => {
    const { limits } = nodes(1);
    expect(await allowed(limits[0], name, 100)).toBe(30);
  });

  it('does not allow twice the limit around the end of a window', async () => {
    const { clock, limits } = nodes(1);
    clock.at = MINUTE - 1;
    expect(await allowed(limits[0], name, 30)).toBe(30);
    clock.at = MINUTE + 1;
    expect(await allowed(limits[0], name, 30)).toBe(0);
  });

  it('tells how long to wait, and allows a request after that time', async () => {
    const { clock, limits } = nodes(1);
    await allowed(limits[0], name, 30);
    clock.at = 45_000;
    const { timeToBlockExpire } = await ask(limits[0], name);
    expect(timeToBlockExpire).toBeGreaterThan(0);
    clock.at += timeToBlockExpire * 1_000;
    expect((await ask(limits[0], name)).isBlocked).toBe(false);
  });

  it('does not count refused requests, so a client that keeps trying is allowed again', async () => {
    const { clock, limits } = nodes(1);
    await allowed(limits[0], name, 1_000);
    clock.at = 2 * MINUTE;
    expect(await allowed(limits[0], name, 100)).toBe(30);
  });

  it('counts each key separately, and forgets a key without requests', async () => {
    const { clock, limits } = nodes(1);
    await allowed(limits[0], name, 30);
    expect(await allowed(limits[0], name, 1, 30, 'b')).toBe(1);
    clock.at = 5 * MINUTE;
    expect(await allowed(limits[0], name, 30)).toBe(30);
  });
});

describe("a network's limit over several nodes [R82]", () => {
  it('allows no more requests than one node would, in turn or at once', async () => {
    const { limits } = nodes(3);
    const inTurn = [];
    for (let turn = 0; turn < 60; turn += 1) inTurn.push(await ask(limits[turn % 3], NETWORK_LIMIT));
    expect(inTurn.filter(({ isBlocked }) => !isBlocked)).toHaveLength(30);
    const atOnce = await Promise.all(
      Array.from({ length: 90 }, (_, turn) => ask(limits[turn % 3], NETWORK_LIMIT, 30, 'b')),
    );
    expect(atOnce.filter(({ isBlocked }) => !isBlocked)).toHaveLength(30);
  });

  it('does not allow the limit again on another node around the end of a window', async () => {
    const { clock, limits } = nodes(2);
    clock.at = MINUTE - 1;
    expect(await allowed(limits[0], NETWORK_LIMIT, 30)).toBe(30);
    clock.at = MINUTE + 1;
    const refused = await ask(limits[1], NETWORK_LIMIT);
    expect(refused.isBlocked).toBe(true);
    expect(refused.timeToBlockExpire).toBeGreaterThan(0);
  });

  it('counts the requests of a node whose clock is a second behind', async () => {
    const { clock, limits } = nodes(2);
    clock.at = MINUTE + 500;
    expect(await allowed(limits[0], NETWORK_LIMIT, 15)).toBe(15);
    clock.at = MINUTE - 500;
    expect(await allowed(limits[1], NETWORK_LIMIT, 15)).toBe(15);
    clock.at = MINUTE + 500;
    expect(await allowed(limits[0], NETWORK_LIMIT, 15)).toBe(0);
  });

  it('does not ask the store about requests that this node can refuse alone', async () => {
    const { counters, limits } = nodes(2);
    await allowed(limits[0], NETWORK_LIMIT, 30);
    await allowed(limits[1], NETWORK_LIMIT, 1_000);
    expect(counters.added).toHaveLength(31);
  });

  it('allows its requests after a minute, even if several nodes refused some', async () => {
    const { clock, limits } = nodes(5);
    await Promise.all(limits.map((node) => allowed(node, NETWORK_LIMIT, 100)));
    clock.at = 1.5 * MINUTE;
    expect(await allowed(limits[0], NETWORK_LIMIT, 100)).toBe(15);
  });

  it('rejects when the store fails, and does not count that request [R83]', async () => {
    const { counters, limits } = nodes(1);
    for (counters.failure of [new PartUnavailable('store'), new OutcomeUnknown()]) {
      for (let time = 0; time < 40; time += 1) await expect(ask(limits[0], NETWORK_LIMIT)).rejects.toThrow();
    }
    counters.failure = null;
    expect(await allowed(limits[0], NETWORK_LIMIT, 40)).toBe(30);
  });

  it('keeps no address in the store, and nothing at all after the sweep', async () => {
    const { clock, counters, limits } = nodes(2);
    await ask(limits[0], NETWORK_LIMIT, 30, '203.0.113.0/24');
    await ask(limits[1], NETWORK_LIMIT, 30, '203.0.113.0/24');
    expect(new Set(counters.added).size).toBe(1);
    expect(counters.added[0]).toMatch(/^[\w-]{43}$/);
    clock.at = 2 * MINUTE - 1;
    await limits[0]?.sweep();
    expect(counters.size).toBe(1);
    clock.at += 1;
    await limits[0]?.sweep();
    expect(counters.size).toBe(0);
  });
});

describe("a principal's limit over several nodes [R82]", () => {
  it('holds on every node after an exchange of counts', async () => {
    const { limits } = nodes(2);
    expect(await allowed(limits[0], PRINCIPAL_LIMIT, 29)).toBe(29);
    expect(await allowed(limits[1], PRINCIPAL_LIMIT, 1)).toBe(1);
    for (const node of limits) await node.exchange();
    expect((await ask(limits[1], PRINCIPAL_LIMIT)).isBlocked).toBe(true);
  });

  it('counts requests of the window before on another node', async () => {
    const { clock, limits } = nodes(2);
    clock.at = MINUTE - 1;
    await allowed(limits[0], PRINCIPAL_LIMIT, 30);
    await limits[0]?.exchange();
    clock.at = MINUTE + 1;
    expect(await allowed(limits[1], PRINCIPAL_LIMIT, 1)).toBe(1);
    await limits[1]?.exchange();
    expect(await allowed(limits[1], PRINCIPAL_LIMIT, 30)).toBe(0);
  });

  it('writes to the store only in an exchange: once for each key with new requests, at most 500 keys', async () => {
    const { counters, limits } = nodes(1);
    for (let key = 0; key < 600; key += 1) await allowed(limits[0], PRINCIPAL_LIMIT, 3, 30, `user ${key}`);
    expect(counters.added).toHaveLength(0);
    await Promise.all([limits[0]?.exchange(), limits[0]?.exchange()]);
    expect(counters.added).toHaveLength(500);
    await limits[0]?.exchange();
    await limits[0]?.exchange();
    expect(new Set(counters.added).size).toBe(600);
    expect(counters.added).toHaveLength(600);
  });

  it('allows requests while the store fails, and counts them on this node', async () => {
    const { counters, limits } = nodes(2);
    counters.failure = new PartUnavailable('store');
    expect(await allowed(limits[0], PRINCIPAL_LIMIT, 20)).toBe(20);
    await limits[0]?.exchange();
    counters.failure = null;
    expect(await allowed(limits[0], PRINCIPAL_LIMIT, 30)).toBe(10);
    await limits[0]?.exchange();
    expect(await allowed(limits[1], PRINCIPAL_LIMIT, 1)).toBe(1);
    await limits[1]?.exchange();
    expect(await allowed(limits[1], PRINCIPAL_LIMIT, 30)).toBe(19);
  });
});

describe('several buckets at once', () => {
  const bucket = (name: string, limit: number) => ({ name, of: 'a', limit, windowMs: MINUTE });

  it('refuse by the first one that is used up, and then count in none of them', async () => {
    const [node] = nodes(1).limits;
    const buckets = [bucket('narrow', 5), bucket('wide', 2)] as const;
    for (let time = 0; time < 2; time += 1) expect(await node?.takeInStore(buckets)).toBeNull();
    for (let time = 0; time < 9; time += 1) {
      expect(await node?.takeInStore(buckets)).toMatchObject({ bucket: { name: 'wide' } });
    }
    for (let time = 0; time < 3; time += 1) expect(await node?.takeInStore([bucket('narrow', 5)])).toBeNull();
    expect(await node?.takeInStore([bucket('narrow', 5)])).toMatchObject({ bucket: { name: 'narrow' } });
  });

  it('take as many tokens as a request costs, and count work that is known only afterwards', () => {
    const { clock, limits } = nodes(1);
    const [node] = limits;
    const account = [bucket('account', 10)];
    expect(node?.take(account, 4)).toBeNull();
    node?.charge(bucket('account', 10), 5);
    expect(node?.take(account, 2)).toMatchObject({ retryAfterSeconds: expect.any(Number) });
    expect(node?.take(account, 1)).toBeNull();
    expect(node?.take(account, 1)).not.toBeNull();
    clock.at += 2 * MINUTE;
    expect(node?.take(account, 1_000)).toBeNull();
  });

  it('tell how long to wait for several tokens', () => {
    const { clock, limits } = nodes(1);
    const [node] = limits;
    node?.take([bucket('account', 10)], 10);
    const refusal = node?.take([bucket('account', 10)], 4);
    clock.at += (refusal?.retryAfterSeconds ?? 0) * 1_000;
    expect(node?.take([bucket('account', 10)], 4)).toBeNull();
  });
});
