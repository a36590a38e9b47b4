import { PartUnavailable } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { BackgroundWork } from '../engine/background-work.js';
import { IndexFollower } from './index-follower.js';

describe('the index of the audit behind its log', () => {
  /** An index of which one run does `aRun` records before its time is over. */
  function aFollower(aRun: number) {
    const clock = new ManualClock();
    const log = { head: 0 };
    const index = {
      indexed: 0,
      runs: 0,
      async catchUp(head: number): Promise<void> {
        this.runs += 1;
        this.indexed = Math.min(head, this.indexed + aRun);
        if (this.indexed < head) throw new PartUnavailable('store');
      },
    };
    const background = new BackgroundWork(clock);
    return { clock, log, index, background, follower: new IndexFollower(index, background, () => log.head) };
  }

  it('goes on after a burst until it has caught up, although no other append follows', async () => {
    const { clock, log, index, follower } = aFollower(100);
    log.head = 1_000;
    follower.follow();
    await clock.advance(999);
    expect(index.runs).toBe(0);
    await clock.advance(1);
    for (let run = 1; run < 10; run += 1) await clock.advance(0);
    expect(index).toMatchObject({ indexed: 1_000, runs: 10 });
    await clock.advance(60_000);
    expect(index.runs).toBe(10);
  });

  it('waits for the next append when a run does not bring it on', async () => {
    const { clock, log, index, follower } = aFollower(0);
    log.head = 10;
    follower.follow();
    await clock.advance(60_000);
    expect(index.runs).toBe(1);
    follower.follow();
    await clock.advance(1_000);
    expect(index.runs).toBe(2);
  });

  it('ends when the store closes', async () => {
    const { clock, log, index, background, follower } = aFollower(1);
    log.head = 1_000;
    follower.follow();
    await clock.advance(1_000);
    await background.stop();
    const { runs } = index;
    await clock.advance(60_000);
    expect(index.runs).toBe(runs);
  });
});
