import { TestTerminal } from '#command/testing';
import { PartUnavailable } from '#kernel';
import { ManualClock } from '#kernel/testing';
import type { Rotation } from '#keys';
import { InMemoryRotationStore } from '#keys/testing';
import { follow } from './follow.js';

const ASKED: Rotation = {
  id: 'r',
  ring: 'master',
  phase: 'moving',
  state: 'running',
  version: 2,
  progress: { done: 0, total: 0, failed: 0 },
  place: null,
  passStartedAt: null,
  passMoved: 0,
  startedAt: 1,
  startedBy: { id: null, name: 'coffer' },
  finishedAt: null,
  nextAt: 1,
  worker: null,
  workerUntil: 0,
};

/** A store whose reads of the rotation return each of `seen` in turn, and the last one ever after. */
function storeOf(...seen: (Partial<Rotation> | Error)[]): InMemoryRotationStore {
  const store = new InMemoryRotationStore();
  store.rotations.load = async () => {
    const next = seen.length > 1 ? seen.shift() : seen[0];
    if (next instanceof Error) throw next;
    return { revision: 1, value: { ...ASKED, ...next } };
  };
  return store;
}

async function lines(store: InMemoryRotationStore): Promise<string[]> {
  const clock = new ManualClock();
  const terminal = new TestTerminal();
  let ended = false;
  const following = follow(store, ASKED, terminal, clock);
  const end = (): void => {
    ended = true;
  };
  following.then(end, end);
  while (!ended) await clock.advance(200);
  await following;
  return terminal.told;
}

describe('following a rotation', () => {
  it('fails when it was cancelled', async () => {
    await expect(lines(storeOf({ state: 'cancelled' }))).rejects.toThrow('cancelled');
  });

  it('fails when three passes could not open every key ring', async () => {
    const passes = [1, 2, 3].map((passStartedAt) => ({ passStartedAt, progress: { done: 5, total: 5, failed: 2 } }));
    await expect(lines(storeOf(...passes))).rejects.toThrow('2 key rings cannot be opened.');
  });

  it('fails when nothing moves for two minutes', async () => {
    await expect(lines(storeOf({}))).rejects.toThrow('The rotation makes no progress.');
  });

  it('does not fail while the store is unavailable for a moment', async () => {
    expect(await lines(storeOf(new PartUnavailable('store'), { state: 'done' }))).toHaveLength(2);
  });

  it('ends by saying that every ring is done, whatever was counted: rings may be made and deleted meanwhile', async () => {
    const [half, whole] = [400, 999].map((done) => ({ done, total: 1_000, failed: 0 }));
    const told = await lines(storeOf({ progress: half }, { progress: whole, state: 'done' }));
    expect(told).toEqual([
      '400 of about 1000 key rings',
      `Every key ring is wrapped under version ${ASKED.version}.`,
      'Master key rotated successfully',
    ]);
  });
});
