import { PartUnavailable } from '../errors.js';
import { ManualClock, settled } from '../testing/manual-clock.js';
import { AfterTheAnswer } from './after-the-answer.js';

describe('work after the answer', () => {
  const defects: unknown[] = [];
  let clock: ManualClock;
  let afterwards: AfterTheAnswer;

  beforeEach(() => {
    defects.length = 0;
    clock = new ManualClock();
    afterwards = new AfterTheAnswer(clock, (cause) => defects.push(cause));
  });

  it('begins 50 ms after it was handed over, when the answer is on its way', async () => {
    let begun = false;
    afterwards.run(async () => {
      begun = true;
    });
    await clock.advance(49);
    expect(begun).toBe(false);
    await clock.advance(1);
    expect(begun).toBe(true);
    await afterwards.idle();
  });

  it('is at most 1,000 pieces, of which four run at once', async () => {
    let [running, most, done] = [0, 0, 0];
    for (let piece = 0; piece < 1_500; piece++) {
      afterwards.run(async () => {
        most = Math.max(most, ++running);
        await settled();
        running--;
        done++;
      });
    }
    await clock.advance(50);
    await afterwards.idle();
    expect([most, done]).toEqual([4, 1_000]);
  });

  it('is dropped if a part is unavailable, and reported to the operator if it has a defect', async () => {
    const defect = new Error('a defect');
    for (const error of [new PartUnavailable('store'), defect]) afterwards.run(() => Promise.reject(error));
    await clock.advance(50);
    await afterwards.idle();
    expect(defects).toEqual([defect]);
  });

  it('is idle at once if there is none', async () => {
    await afterwards.idle();
  });

  it('keeps a stop waiting for at most 3 s', async () => {
    afterwards.run(() => new Promise(() => {}));
    let closed = false;
    const closing = afterwards.close().then(() => {
      closed = true;
    });
    await clock.advance(2_999);
    expect(closed).toBe(false);
    await clock.advance(1);
    await closing;
  });
});
