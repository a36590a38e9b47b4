import { ManualClock } from '#kernel/testing';
import { inParallel } from './in-parallel.js';

describe('work in parallel', () => {
  it('begins nothing after a failure, and throws it when all that was begun has ended', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const clock = new ManualClock();
    const done = inParallel([1, 2, 3, 4, 5, 6], 3, async (item) => {
      begun.push(item);
      await clock.sleep(item * 10);
      if (item === 1) throw new Error('no');
      ended.push(item);
    });
    await expect(clock.drive(done)).rejects.toThrow('no');
    expect([begun, ended]).toEqual([
      [1, 2, 3],
      [2, 3],
    ]);
  });

  it('does each item once, and never more than the limit at a time', async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    const clock = new ManualClock();
    const work = inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      most = Math.max(most, ++running);
      await clock.sleep(5);
      running--;
      done.push(item);
    });
    await clock.drive(work);
    expect([most, done.sort((a, b) => a - b)]).toEqual([3, [1, 2, 3, 4, 5, 6, 7]]);
  });
});
