import { CofferError } from '#kernel';
import { WorkQueue } from './work-queue.js';

/** Work that ends when the test says so. */
function held() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return { work: () => promise, resolve, reject };
}

const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe('the work queue', () => {
  it('refuses work past its bound at once, and says when to try again [R7]', async () => {
    const queue = new WorkQueue(1, 1, 2);
    const first = held();
    const running = queue.run(first.work);
    const waiting = queue.run(async () => 'second');
    const refused = await refusalOf(queue.run(async () => 'third'));
    expect(refused).toBeInstanceOf(CofferError);
    expect(refused).toMatchObject({ code: 'busy', details: { retryAfterSeconds: 2 } });
    first.resolve('first');
    expect(await Promise.all([running, waiting])).toEqual(['first', 'second']);
  });

  it('runs no more work at once than it may, and in the order of its arrival [R7]', async () => {
    const queue = new WorkQueue(2, 64, 2);
    const holds = Array.from({ length: 5 }, held);
    const begun: number[] = [];
    const results = holds.map(({ work }, index) =>
      queue.run(() => {
        begun.push(index);
        return work();
      }),
    );
    expect(begun).toEqual([0, 1]);
    holds[1]?.resolve('b');
    await results[1];
    expect(begun).toEqual([0, 1, 2]);
    for (const { resolve } of holds) resolve('x');
    await Promise.all(results);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  it('passes a failure on and goes on with the next work', async () => {
    const queue = new WorkQueue(1, 1, 2);
    const failing = refusalOf(queue.run(() => Promise.reject(new Error('no memory'))));
    const next = queue.run(async () => 'next');
    expect(await failing).toEqual(new Error('no memory'));
    expect(await next).toBe('next');
  });
});
