import { PartUnavailable } from '#kernel';
import { AfterTheAnswer } from './after-the-answer.js';

describe('work after the answer', () => {
  const defects: unknown[] = [];
  let afterwards: AfterTheAnswer;

  beforeEach(() => {
    defects.length = 0;
    afterwards = new AfterTheAnswer((cause) => defects.push(cause));
  });

  it('has not begun when the answer is given', async () => {
    let begun = false;
    afterwards.run(async () => {
      begun = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toBe(false);
    await afterwards.idle();
    expect(begun).toBe(true);
  });

  it('is never more than 1,000 pieces, of which four run at once', async () => {
    let [running, most, done] = [0, 0, 0];
    for (let piece = 0; piece < 1_500; piece++) {
      afterwards.run(async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        done++;
      });
    }
    await afterwards.idle();
    expect([most, done]).toEqual([4, 1_000]);
  });

  it('is given up where a part is away, and told to the operator where it is a defect', async () => {
    const defect = new Error('a defect');
    for (const error of [new PartUnavailable('store'), defect]) afterwards.run(() => Promise.reject(error));
    await afterwards.idle();
    expect(defects).toEqual([defect]);
  });

  it('is idle at once where there is none', async () => {
    await afterwards.idle();
  });
});
