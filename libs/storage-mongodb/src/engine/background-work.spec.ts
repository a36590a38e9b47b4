import { setTimeout as pause } from 'node:timers/promises';
import { BackgroundWork } from './background-work.js';

describe('background work', () => {
  it('does not start what waits when it is stopped, nor anything after', async () => {
    const work = new BackgroundWork();
    const done: string[] = [];
    work.later(5, async () => {
      done.push('waiting');
    });
    await work.stop();
    work.later(0, async () => {
      done.push('late');
    });
    await pause(20);
    expect(done).toEqual([]);
  });

  it('waits at its stop for what runs', async () => {
    const work = new BackgroundWork();
    let finished = false;
    const begun = new Promise<void>((resolve) => {
      work.later(0, async () => {
        resolve();
        await pause(20);
        finished = true;
      });
    });
    await begun;
    await work.stop();
    expect(finished).toBe(true);
  });

  it('runs the last of several that were given while one waited, and goes on after a failure', async () => {
    const work = new BackgroundWork();
    const done: number[] = [];
    work.later(0, () => Promise.reject(new Error('passing')));
    await pause(10);
    const ran = new Promise<void>((resolve) => {
      for (const number of [1, 2, 3]) {
        work.later(5, async () => {
          done.push(number);
          resolve();
        });
      }
    });
    await ran;
    await work.stop();
    expect(done).toEqual([3]);
  });
});
