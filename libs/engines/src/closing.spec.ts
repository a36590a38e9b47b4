import { ManualClock } from '#kernel/testing';
import { closeEngines } from './closing.js';

describe('the engines of a start that failed', () => {
  const closed: string[] = [];
  const closing = (name: string, end: Promise<void> = Promise.resolve()) => ({
    close: () => {
      closed.push(name);
      return end;
    },
  });
  const keyring = closing('keyring');

  beforeEach(() => {
    closed.length = 0;
  });

  it.each([
    ['', Promise.resolve()],
    [', also if the store does not close', new Promise<void>(() => {})],
  ])('are closed within 2 s, the store first%s', async (_, end) => {
    const clock = new ManualClock();
    const done = closeEngines(closing('store', end), keyring, clock);
    await clock.advance(2_000);
    expect(closed).toEqual(['store', 'keyring']);
    await done;
  });

  it('are closed without a further failure: the one of the start is told', async () => {
    const failing = closing('store', Promise.reject(new Error('the connection is lost')));
    await closeEngines(failing, keyring, new ManualClock());
    expect(closed).toEqual(['store', 'keyring']);
  });
});
