import { newId } from '#kernel';
import { ManualClock, settled } from '#kernel/testing';
import { newRotation } from '../../domain/rotation-course.js';
import { InMemoryRotationStore } from '../../testing/keys-in-memory.js';
import { HeldRotation, LEASE_MS, RotationLost } from './held-rotation.js';

async function rig() {
  const store = new InMemoryRotationStore();
  const clock = new ManualClock();
  const asked = { id: newId(), ring: 'master', version: 2, startedBy: { id: null, name: 'ann' } };
  await store.rotations.insert(newRotation(asked, clock.now()), newId());
  const take = async (worker: string) => {
    const stored = store.rotations.peek(asked.id);
    return stored && HeldRotation.take(store, clock, worker, stored);
  };
  return { store, clock, take, stored: () => store.rotations.peek(asked.id)?.value };
}

describe('a rotation that a process holds', () => {
  it('cannot be saved after another process has taken it', async () => {
    const { take, stored } = await rig();
    const [slow, quick] = [await take('slow'), await take('quick')];
    if (!slow || !quick) throw new Error('both saw it free');
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(slow.save({ ...slow.rotation, place: 'lost' })).rejects.toThrow(RotationLost);
    }
    await slow.release();
    expect(stored()).toMatchObject({ worker: 'quick', place: null });
    await quick.release();
    expect(stored()).toMatchObject({ worker: null, workerUntil: 0 });
  });

  it('is taken by one of two processes that saw it free', async () => {
    const { store, clock, stored } = await rig();
    const seen = store.rotations.peekAll()[0];
    if (!seen) throw new Error('nothing to take');
    const taken = await Promise.all(['one', 'other'].map((worker) => HeldRotation.take(store, clock, worker, seen)));
    expect(taken.filter((held) => held !== null)).toHaveLength(1);
    expect(stored()?.workerUntil).toBe(clock.now() + LEASE_MS);
    for (const held of taken) await held?.release();
  });

  it('is not overwritten by a renewal that comes during a save', async () => {
    const { store, clock, take } = await rig();
    const held = await take('one');
    const written = Promise.withResolvers<void>();
    store.rotations.hooks.before = () => written.promise;
    const saved = held?.save({ ...held.rotation, phase: 'retiring', state: 'done' });
    await clock.advance(LEASE_MS / 2);
    written.resolve();
    await saved;
    await settled();
    expect(store.rotations.peekAll()[0]).toMatchObject({ revision: 4, value: { phase: 'retiring', state: 'done' } });
    await held?.release();
  });

  it('has its lease renewed by each save', async () => {
    const { clock, take, stored } = await rig();
    const held = await take('one');
    clock.at += 5_000;
    await held?.save({ ...held.rotation, place: 'next' });
    expect(stored()).toMatchObject({ place: 'next', worker: 'one', workerUntil: clock.now() + LEASE_MS });
    await held?.release();
  });
});
