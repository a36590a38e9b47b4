import { ManualClock } from '#kernel/testing';
import { BackgroundWork } from './background-work.js';

describe('background work', () => {
  it('starts neither a waiting task nor a new one after it was stopped', async () => {
    const clock = new ManualClock();
    const work = new BackgroundWork(clock);
    const done: string[] = [];
    work.later(5, async () => {
      done.push('waiting');
    });
    await work.stop();
    work.later(0, async () => {
      done.push('late');
    });
    await clock.advance(20);
    expect(done).toEqual([]);
  });

  it('waits for the running task when it is stopped', async () => {
    const clock = new ManualClock();
    const work = new BackgroundWork(clock);
    const { promise, resolve } = Promise.withResolvers<void>();
    let [finished, stopped] = [false, false];
    work.later(0, async () => {
      await promise;
      finished = true;
    });
    await clock.advance(0);
    const stop = work.stop().then(() => {
      stopped = true;
    });
    await clock.advance(0);
    expect(stopped).toBe(false);
    resolve();
    await stop;
    expect(finished).toBe(true);
  });

  it('runs only the last of several tasks that were given while one waited, and goes on after a failure', async () => {
    const clock = new ManualClock();
    const work = new BackgroundWork(clock);
    const done: number[] = [];
    work.later(0, () => Promise.reject(new Error('passing')));
    await clock.advance(0);
    for (const number of [1, 2, 3]) {
      work.later(5, async () => {
        done.push(number);
      });
    }
    await clock.advance(4);
    expect(done).toEqual([]);
    await clock.advance(1);
    expect(done).toEqual([3]);
    await work.stop();
  });
});
