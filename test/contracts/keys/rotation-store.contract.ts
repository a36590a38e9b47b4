import { newId } from '#kernel';
import type { Rotation } from '#keys';
import { aRotation } from '#keys/testing';
import type { OpenStore, StoreUnderTest } from '#storage/testing';

/** A rotation whose slot is free again. */
function done(rotation: Rotation): Rotation {
  return { ...rotation, phase: 'retiring', state: 'done', finishedAt: 9 };
}

export function describeRotationStoreContract(name: string, open: OpenStore): void {
  describe(`RotationStore on ${name}`, () => {
    let store: StoreUnderTest;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    describe('slots', () => describeSlots(() => store));
    describe('what is due', () => describeDue(open));
    describe('what is misdated', () => describeMisdated(open));

    it('keeps every field as given, and null where a field may be null', async () => {
      const { rotations } = store.rotations;
      const full = aRotation({
        ...{ phase: 'moving', progress: { done: 7, total: 9, failed: 1 }, place: 'user:a', passStartedAt: 4 },
        ...{ passMoved: 6, startedBy: { id: newId(), name: 'Ada L.' }, finishedAt: 8, nextAt: 5 },
        ...{ worker: newId(), workerUntil: 6 },
      });
      const bare = { ...aRotation({ nextAt: null, startedBy: { id: null, name: null } }), id: full.id };
      await rotations.insert(full, newId());
      expect(await rotations.load(full.id)).toEqual({ revision: 1, value: full });
      expect(await rotations.replace(bare, 1, newId())).toBe('published');
      expect(await rotations.load(full.id)).toEqual({ revision: 2, value: bare });
      expect(await rotations.replace(full, 2, newId())).toBe('published');
      expect(await rotations.load(full.id)).toEqual({ revision: 3, value: full });
    });
  });
}

function describeSlots(store: () => StoreUnderTest): void {
  it('finds no running rotation of a ring that was never rotated or whose rotations are over', async () => {
    const { rotations } = store().rotations;
    const running = (ring: string) => store().rotations.running(ring);
    const over = done(aRotation());
    const cancelled = aRotation({ ring: over.ring, state: 'cancelled', phase: 'closed' });
    for (const rotation of [over, cancelled]) await rotations.insert(rotation, newId());
    expect(await running(newId())).toBeNull();
    expect(await running(over.ring)).toBeNull();
    for (const { id } of [over, cancelled]) expect(await running(`done:${id}`)).toBeNull();
  });

  it('lets one of 20 simultaneous rotations of a ring begin, on two nodes [R63]', async () => {
    const node = await store().another();
    try {
      const { ring } = aRotation();
      const rivals = Array.from({ length: 20 }, () => aRotation({ ring }));
      const answers = await Promise.all(
        rivals.map((rival, turn) => (turn % 2 ? store() : node).rotations.rotations.insert(rival, newId())),
      );
      expect(answers.filter((answer) => answer === 'inserted')).toHaveLength(1);
      expect(answers.filter((answer) => answer === 'taken')).toHaveLength(19);
      const winner = rivals[answers.indexOf('inserted')];
      for (const { rotations } of [store(), node]) {
        expect(await rotations.running(ring)).toEqual({ revision: 1, value: winner });
      }
    } finally {
      await node.close();
    }
  });

  it('frees the slot with the write that ends the rotation, not before', async () => {
    const { rotations } = store().rotations;
    const first = aRotation();
    const second = aRotation({ ring: first.ring });
    await rotations.insert(first, newId());
    expect(await rotations.replace({ ...first, phase: 'moving' }, 1, newId())).toBe('published');
    expect(await rotations.insert(second, newId())).toBe('taken');
    expect(await rotations.replace(done(first), 2, newId())).toBe('published');
    expect(await rotations.insert(second, newId())).toBe('inserted');
    expect(await store().rotations.running(first.ring)).toEqual({ revision: 1, value: second });
    expect(await rotations.load(first.id)).toEqual({ revision: 3, value: done(first) });
    expect(await rotations.replace({ ...first, phase: 'moving' }, 3, newId())).toBe('taken');
  });

  it('lets different rings rotate at the same time', async () => {
    const { rotations } = store().rotations;
    for (const ring of ['master', 'secrets', `user:${newId()}`]) {
      expect(await rotations.insert(aRotation({ ring }), newId())).toBe('inserted');
    }
    expect((await store().rotations.running('secrets'))?.value.ring).toBe('secrets');
  });
}

function describeDue(open: OpenStore): void {
  const at = (nextAt: number | null, workerUntil = 0) => aRotation({ nextAt, workerUntil });
  const [first, second, last, worked, never] = [at(10), at(20), at(30, 25), at(15, 40), at(null)];
  let store: StoreUnderTest;
  beforeAll(async () => {
    store = await open();
    for (const rotation of [last, never, worked, second, first]) {
      await store.rotations.rotations.insert(rotation, newId());
    }
  });
  afterAll(() => store.close());

  const due = async (now: number, limit = 10) => (await store.rotations.due(now, limit)).map(({ value }) => value.id);

  it('lists no rotation whose time has not come, that is over, or that a worker holds', async () => {
    expect(await due(9)).toEqual([]);
    expect(await due(10)).toEqual([first.id]);
    expect(await due(29)).toEqual([first.id, second.id]);
    expect(await due(39)).toEqual([first.id, second.id, last.id]);
    expect(await due(Number.MAX_SAFE_INTEGER)).not.toContain(never.id);
  });

  it('lists the soonest first, at most as many as asked for, and again one whose worker is late', async () => {
    expect(await due(40)).toEqual([first.id, worked.id, second.id, last.id]);
    expect(await due(40, 2)).toEqual([first.id, worked.id]);
  });

  it('does not list an id that was only fenced', async () => {
    await store.rotations.rotations.fence(newId(), newId());
    expect(await due(40)).toHaveLength(4);
  });

  it('gives revisions with which exactly one of two workers takes it', async () => {
    const [found] = await store.rotations.due(40, 1);
    expect(found).toEqual({ revision: 1, value: first });
    const taken: Rotation = { ...first, worker: 'node', workerUntil: 50 };
    expect(await store.rotations.rotations.replace(taken, 1, newId())).toBe('published');
    expect(await store.rotations.rotations.replace({ ...taken, worker: 'other' }, 1, newId())).toBe('conflict');
    expect(await due(40)).not.toContain(first.id);
    expect(await due(50)).toContain(first.id);
  });
}

function describeMisdated(open: OpenStore): void {
  it('lists what waits for a time that only a clock that was ahead can have written [R104]', async () => {
    const store = await open();
    try {
      const running = (nextAt: number | null, workerUntil = 0) => aRotation({ nextAt, workerUntil });
      const right = [running(100), running(100, 100), done(running(1_000)), running(null, 5_000)];
      const wrong = [running(101), running(5, 101), done(running(1_001))];
      for (const rotation of [...right, ...wrong]) await store.rotations.rotations.insert(rotation, newId());
      const found = (await store.rotations.misdated(100, 1_000, 10)).map(({ value }) => value.id);
      expect(found.sort()).toEqual(wrong.map(({ id }) => id).sort());
      expect(await store.rotations.misdated(100, 1_000, 2)).toHaveLength(2);
    } finally {
      await store.close();
    }
  });
}
