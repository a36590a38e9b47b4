import { CofferError } from '#kernel';
import { codeOf } from '#kernel/testing';
import { WorkQueue } from './work-queue.js';

/** Work that ends when the test says so. */
function held() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return { work: () => promise, resolve, reject };
}

const NOWHERE = null;
const from = (address: string, isTrusted = false) => ({ address, isTrusted });
const limits = (running: number, waiting: number) => ({ running, waiting, retryAfterSeconds: 2 });

/** A queue whose one place is taken. `begun` is the order in which what waits begins, once `open` was called. */
function closedQueue(waiting: number) {
  const queue = new WorkQueue(limits(1, waiting));
  const gate = held();
  void queue.run(gate.work, NOWHERE);
  const begun: string[] = [];
  const results: Promise<unknown>[] = [];
  const wait = (name: string, ...origin: Parameters<typeof from>) => {
    const result = codeOf(queue.run(async () => begun.push(name), from(...origin)));
    results.push(result);
    return result;
  };
  const open = async () => {
    gate.resolve('open');
    await Promise.all(results);
    return begun;
  };
  return { wait, open };
}

describe('the work queue', () => {
  it('refuses work past its bound at once, and says when to try again [R7]', async () => {
    const queue = new WorkQueue(limits(1, 1));
    const first = held();
    const running = queue.run(first.work, NOWHERE);
    const waiting = queue.run(async () => 'second', NOWHERE);
    const refused = queue.run(async () => 'third', NOWHERE);
    await expect(refused).rejects.toMatchObject({ code: 'busy', details: { retryAfterSeconds: 2 } });
    first.resolve('first');
    expect(await Promise.all([running, waiting])).toEqual(['first', 'second']);
  });

  it('runs no more work at once than it may, and one network in the order of its arrival [R7]', async () => {
    const queue = new WorkQueue(limits(2, 64));
    const holds = Array.from({ length: 5 }, held);
    const begun: number[] = [];
    const begin = (index: number, work: () => Promise<string>) => () => {
      begun.push(index);
      return work();
    };
    const results = holds.map(({ work }, index) => queue.run(begin(index, work), NOWHERE));
    expect(begun).toEqual([0, 1]);
    holds[1]?.resolve('b');
    await results[1];
    expect(begun).toEqual([0, 1, 2]);
    for (const { resolve } of holds) resolve('x');
    await Promise.all(results);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  it('answers busy for work that fails, says why to the operator, and goes on', async () => {
    const defects: unknown[] = [];
    const queue = new WorkQueue(limits(1, 1), (cause) => defects.push(cause));
    const defect = new Error('Memory allocation error');
    const failing = queue.run(() => Promise.reject(defect), NOWHERE);
    const next = queue.run(async () => 'next', NOWHERE);
    await expect(failing).rejects.toMatchObject({ code: 'busy', cause: defect });
    expect(defects).toEqual([defect]);
    expect(await next).toBe('next');
    const refusal = new CofferError('conflict', 'no defect');
    await expect(queue.run(() => Promise.reject(refusal), NOWHERE)).rejects.toBe(refusal);
    expect(defects).toHaveLength(1);
  });

  describe('lets networks take turns [R7]', () => {
    const flood = (network: (index: number) => string) => async () => {
      const { wait, open } = closedQueue(64);
      const flooded = Array.from({ length: 256 }, (_, index) => wait('flood', network(index)));
      const fresh = wait('fresh', '192.0.2.1');
      const begun = await open();
      expect(await fresh).toBe('none');
      expect(begun.indexOf('fresh')).toBeLessThanOrEqual(1);
      expect((await Promise.all(flooded)).filter((code) => code === 'none')).toHaveLength(63);
    };
    it(
      'when one address fills it',
      flood(() => '203.0.113.9'),
    );
    it(
      'when the 256 networks of a /56 fill it',
      flood((index) => `2001:db8:0:${index.toString(16)}::1`),
    );
    it(
      'when 256 networks of a /48 fill it',
      flood((index) => `2001:db8:0:${(index << 8).toString(16)}::1`),
    );
    it(
      'when the addresses of a /16 fill it',
      flood((index) => `203.0.${index}.9`),
    );
  });

  it('keeps the neighbours of a flood inside of its /48, too', async () => {
    const { wait, open } = closedQueue(8);
    for (let at = 0; at < 8; at += 1) void wait('flood', `2001:db8:0:${at}::1`);
    const neighbour = wait('neighbour', '2001:db8:0:100::1');
    const begun = await open();
    expect(await neighbour).toBe('none');
    expect(begun.indexOf('neighbour')).toBe(1);
  });

  it('refuses a newcomer if no network holds more than its share', async () => {
    const { wait, open } = closedQueue(3);
    const early = ['192.0.2.1', '198.51.100.1', '203.0.113.1'].map((address) => wait(address, address));
    expect(await wait('late', '10.0.0.1')).toBe('busy');
    await open();
    expect(await Promise.all(early)).toEqual(['none', 'none', 'none']);
  });

  it('has a lane for trusted callers, which leaves every fourth place to strangers', async () => {
    const { wait, open } = closedQueue(8);
    for (let at = 0; at < 8; at += 1) void wait('s', `10.${at}.0.1`);
    for (let at = 0; at < 8; at += 1) void wait('T', '192.0.2.1', true);
    expect((await open()).join('')).toBe('TTTsTTTsTTssssss');
  });
});
