import { ManualClock, settled } from '../testing/manual-clock.js';
import { Pauses } from './pauses.js';

function rig() {
  const clock = new ManualClock();
  const pauses = new Pauses(clock);
  let woken = 0;
  const sleep = () => void pauses.sleep(100).then(() => woken++);
  return { clock, pauses, sleep, woken: () => woken };
}

describe('a pause', () => {
  it('ends at its time and not before', async () => {
    const { clock, sleep, woken } = rig();
    sleep();
    await clock.advance(99);
    expect(woken()).toBe(0);
    await clock.advance(1);
    expect([woken(), clock.timers]).toEqual([1, 0]);
  });

  it('ends at once when the pauses are ended, and leaves no timer', async () => {
    const { clock, pauses, sleep, woken } = rig();
    sleep();
    sleep();
    pauses.end();
    await settled();
    expect([woken(), clock.timers, pauses.ended]).toEqual([2, 0, true]);
  });

  it('does not begin once the pauses were ended', async () => {
    const { clock, pauses, sleep, woken } = rig();
    pauses.end();
    sleep();
    await settled();
    expect([woken(), clock.timers]).toEqual([1, 0]);
  });
});
