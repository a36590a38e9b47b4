import { PartUnavailable } from '#kernel';
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

/** A store in which the rotation is what the next of `seen` says, then stays what the last says. */
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
  const told: string[] = [];
  await follow(store, ASKED, { tell: (line) => void told.push(line), complain: () => {} });
  return told;
}

describe('following a rotation', () => {
  it('fails when it was cancelled', async () => {
    await expect(lines(storeOf({ state: 'cancelled' }))).rejects.toThrow('cancelled');
  });

  it('fails when pass after pass leaves key rings that do not open', async () => {
    const passes = [1, 2, 3].map((passStartedAt) => ({ passStartedAt, progress: { done: 5, total: 5, failed: 2 } }));
    await expect(lines(storeOf(...passes))).rejects.toThrow('2 key rings do not open.');
  });

  it('does not fail while the store is away for a moment', async () => {
    expect(await lines(storeOf(new PartUnavailable('store'), { state: 'done' }))).toHaveLength(1);
  });

  it('ends with one line that says it is done', async () => {
    const [half, whole] = [400, 1_000].map((done) => ({ done, total: 1_000, failed: 0 }));
    const told = await lines(storeOf({ progress: half }, { progress: whole, state: 'done' }));
    expect(told).toEqual(['400 of 1000 key rings', '1000 of 1000 key rings', 'Master key rotated successfully']);
  });
});
