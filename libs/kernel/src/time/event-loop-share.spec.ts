import { settled } from '../testing/manual-clock.js';
import { EventLoopShare } from './event-loop-share.js';

/** An event loop that the test turns: callbacks of the next turn wait until then. */
function anEventLoop() {
  let now = 0;
  let next: (() => void)[] = [];
  const share = new EventLoopShare(
    () => now,
    (run) => next.push(run),
  );
  const turn = async (): Promise<void> => {
    const due = next;
    next = [];
    for (const run of due) {
      run();
      await settled();
    }
  };
  return { share, turn, work: (milliseconds: number) => (now += milliseconds) };
}

/** A loop of `steps` steps, each of `milliseconds`. Counts the steps that are done. */
function aLoop({ share, work }: ReturnType<typeof anEventLoop>, steps: number, milliseconds: number) {
  const loop = { done: 0 };
  void (async () => {
    for (let step = 0; step < steps; step += 1) {
      await share.giveWay();
      work(milliseconds);
      loop.done += 1;
    }
  })();
  return loop;
}

describe('the share of the event loop', () => {
  it('lets a loop run for 4 ms in a turn [R100]', async () => {
    const eventLoop = anEventLoop();
    const loop = aLoop(eventLoop, 100, 1);
    await settled();
    expect(loop.done).toBe(4);
    await eventLoop.turn();
    expect(loop.done).toBe(8);
  });

  it('does not hold up a loop that is short', async () => {
    const eventLoop = anEventLoop();
    const loop = aLoop(eventLoop, 100, 0.01);
    await settled();
    expect(loop.done).toBe(100);
  });

  it('gives many loops together no more time in a turn than one and a step of each, and each goes on [R100]', async () => {
    const eventLoop = anEventLoop();
    const loops = Array.from({ length: 3 }, () => aLoop(eventLoop, 20, 1));
    const done = () => loops.reduce((sum, loop) => sum + loop.done, 0);
    for (let turn = 0, before = 0; done() < 60; turn += 1) {
      await (turn === 0 ? settled() : eventLoop.turn());
      expect(done() - before).toBeLessThan(4 + loops.length);
      before = done();
      if (turn === 3) expect(Math.min(...loops.map((loop) => loop.done))).toBeGreaterThan(0);
      if (turn > 60) throw new Error('a loop does not go on');
    }
  });

  it('lets reads go on before loops that came earlier, and one loop beside them [R100] [R127]', async () => {
    const eventLoop = anEventLoop();
    const loops = Array.from({ length: 8 }, () => aLoop(eventLoop, 100, 2));
    await settled();
    const done = () => loops.reduce((sum, loop) => sum + loop.done, 0);
    const before = done();
    let read = 0;
    for (let each = 0; each < 3; each += 1)
      void eventLoop.share.giveWay('read')?.then(() => {
        eventLoop.work(0.5);
        read += 1;
      });
    await eventLoop.turn();
    expect(read).toBe(3);
    expect(done() - before).toBeGreaterThan(0);
    expect(done() - before).toBeLessThan(3);
  });

  it('lets loops go on for 2 ms of each turn beside reads that never end [R100]', async () => {
    const eventLoop = anEventLoop();
    const busy = async () => {
      for (let each = 0; each < 10_000; each += 1) {
        await eventLoop.share.giveWay('read');
        eventLoop.work(1);
      }
    };
    void busy();
    void busy();
    const loops = Array.from({ length: 4 }, () => aLoop(eventLoop, 100, 0.01));
    await settled();
    for (let turn = 0; turn < 2; turn += 1) await eventLoop.turn();
    // Each of them takes 1 ms.
    expect(loops.map(({ done }) => done)).toEqual([100, 100, 100, 100]);
  });

  it('lets a timer of the system fire while a loop goes on', async () => {
    const share = new EventLoopShare();
    let fired = false;
    setTimeout(() => {
      fired = true;
    }, 1);
    for (let step = 0; !fired && step < 10_000_000; step += 1) await share.giveWay();
    expect(fired).toBe(true);
  });
});
