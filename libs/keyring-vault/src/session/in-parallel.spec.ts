import { inParallel } from './in-parallel.js';

describe('work in parallel', () => {
  it('begins nothing after a failure, and tells it when all that was begun has ended', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const done = inParallel([1, 2, 3, 4, 5, 6], 3, async (item) => {
      begun.push(item);
      await new Promise((resolve) => setTimeout(resolve, item * 10));
      if (item === 1) throw new Error('no');
      ended.push(item);
    });
    await expect(done).rejects.toThrow('no');
    expect([begun, ended]).toEqual([
      [1, 2, 3],
      [2, 3],
    ]);
  });

  it('does each item once, and no more than so many at once', async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      done.push(item);
    });
    expect([most, done.sort((a, b) => a - b)]).toEqual([3, [1, 2, 3, 4, 5, 6, 7]]);
  });
});
