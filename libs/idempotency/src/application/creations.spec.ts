import { createSecretKey, randomBytes } from 'node:crypto';
import { recordedTrail } from '#audit/testing';
import { CofferError, newId, OutcomeUnknown, PartUnavailable, Roots } from '#kernel';
import { type DocumentOperation, ManualClock, MemoryDocuments } from '#kernel/testing';
import { callerWith } from '#policies/testing';
import { CREATION_KEPT_MS } from '../domain/creation.js';
import { idTaken } from '../domain/id-taken.js';
import { aCreation } from '../testing/a-creation.js';
import { creationsOn, MemoryCreationStore } from '../testing/memory-creation.store.js';
import { CreationErasure } from './creation-erasure.js';
import { CreationHashes } from './creation-hashes.js';
import { CreationSweep } from './creation-sweep.js';

const pepper = (version: number) => ({ version, key: createSecretKey(randomBytes(32)) });
const coded = (code: string) => expect.objectContaining({ code });
const BODY = { path: 'prod/db', value: 'hunter2-hunter2' };

interface Thing {
  readonly id: string;
  readonly path: string;
}

/** A feature that makes things, on a store that several nodes share. The clock moves while requests wait. */
function world() {
  const store = new MemoryCreationStore();
  const things = new MemoryDocuments<Thing>();
  const { trail, records } = recordedTrail();
  const clock = new ManualClock();
  const peppers = [pepper(1)];
  const node = (roots = new Roots([], peppers)) => creationsOn(store, roots, trail, clock);
  const ann = callerWith();
  const again = (caller = ann) => ({ ...caller, request: { ...caller.request, requestId: newId() } });
  const create = (key: string | null, { body = BODY, route = 'POST /things', caller = again(), on = node() } = {}) =>
    clock.drive(
      on.once(
        caller,
        key,
        { route, body, action: 'secret:write', resourceType: 'secret' },
        {
          find: async (id) => (await things.load(id))?.value ?? null,
          make: (id) => {
            const what = { action: 'secret:write', resourceType: 'secret', resourceId: id } as const;
            return trail.mutation(caller.request, caller.principal, what, async () => {
              const thing = { id, path: body.path };
              if ((await things.insert(thing, caller.request.requestId)) === 'taken') throw idTaken();
              return thing;
            });
          },
        },
      ),
    );
  return { store, things, records, clock, peppers, node, ann, again, create };
}

describe('an Idempotency-Key', () => {
  it('is refused for another body and for another route, and nothing is made [R88]', async () => {
    const { create, things } = world();
    await create('k');
    await expect(create('k', { body: { ...BODY, value: 'x' } })).rejects.toEqual(coded('idempotency_key_reused'));
    await expect(create('k', { route: 'POST /others' })).rejects.toEqual(coded('idempotency_key_reused'));
    expect(things.peekAll()).toHaveLength(1);
  });

  it('crosses no caller [R88]', async () => {
    const { create, things } = world();
    const [mine, theirs] = [await create('k'), await create('k', { caller: callerWith() })];
    expect(mine.id).not.toBe(theirs.id);
    expect(things.peekAll()).toHaveLength(2);
  });

  it('keeps nothing of the body, of the key or of the caller [R88]', async () => {
    const { create, store, ann } = world();
    await create('a-key-of-mine');
    const kept = JSON.stringify(store.creations.peekAll());
    for (const told of ['hunter2', 'prod/db', 'a-key-of-mine', ann.principal.userId]) expect(kept).not.toContain(told);
    expect(Object.keys(store.creations.peekAll()[0]?.value ?? {}).sort()).toEqual([
      'createdAt',
      'expiresAt',
      'id',
      'keyVersion',
      'madeAt',
      'objectId',
      'owner',
      'requestHash',
    ]);
  });

  it('does not make an object again that was removed since', async () => {
    const { create, things } = world();
    const { id } = await create('k');
    await things.remove(id, 1);
    await expect(create('k')).rejects.toEqual(coded('conflict'));
    expect(things.peekAll()).toEqual([]);
  });

  it('does not make an object again that was removed since, though its outcome could not be recorded', async () => {
    const { things, clock, node, again } = world();
    const request = { route: 'POST /things', body: BODY, action: 'secret:write', resourceType: 'secret' } as const;
    const maker = {
      find: async (id: string) => (await things.load(id))?.value ?? null,
      make: async (id: string): Promise<Thing> => {
        await things.insert({ id, path: BODY.path }, newId());
        throw new CofferError('outcome_unrecorded', 'It was done.');
      },
    };
    const once = () => clock.drive(node().once(again(), 'k', request, maker));
    await expect(once()).rejects.toEqual(coded('outcome_unrecorded'));
    await things.remove(things.peekAll()[0]?.value.id ?? '', 1);
    await expect(once()).rejects.toEqual(coded('conflict'));
    expect(things.peekAll()).toEqual([]);
  });

  it('makes one of 50 at once, and all get it [R88]', async () => {
    const { create, things, store } = world();
    const all = await Promise.all(Array.from({ length: 50 }, () => create('k')));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(things.peekAll()).toHaveLength(1);
    expect(store.creations.peekAll()).toHaveLength(1);
  });

  it('makes one of 50 at once even if making it takes longer than the others wait', async () => {
    const { create, things, clock } = world();
    things.hooks.before = async (operation) => {
      if (operation === 'insert') await clock.sleep(3_500);
    };
    const all = await Promise.all(Array.from({ length: 50 }, () => create('k')));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(things.peekAll()).toHaveLength(1);
  });

  it('is recorded in the audit as the same action when it is used again', async () => {
    const { create, records } = world();
    const { id } = await create('k');
    await create('k');
    const told = records.map(({ action, outcome, resourceId }) => ({ action, outcome, resourceId }));
    const of = { action: 'secret:write', resourceId: id };
    expect(told).toEqual([
      { ...of, outcome: 'allowed' },
      { ...of, outcome: 'succeeded' },
      { ...of, outcome: 'succeeded' },
    ]);
  });

  it('outlives a rotation of the ring of the caller', async () => {
    const { create, store, ann } = world();
    const { id } = await create('k');
    store.ownerKeys.rotate(ann.principal.userId);
    expect((await create('k')).id).toBe(id);
    await expect(create('k', { route: 'POST /others' })).rejects.toEqual(coded('idempotency_key_reused'));
  });

  it('tells nobody whether a body was sent, once the ring of the caller is destroyed', async () => {
    const { create, store, ann } = world();
    await create('k');
    store.ownerKeys.destroy(ann.principal.userId);
    await expect(create('k')).rejects.toEqual(coded('idempotency_key_reused'));
    await expect(create('k', { body: { ...BODY, value: 'x' } })).rejects.toEqual(coded('idempotency_key_reused'));
  });

  it('is erased with its caller, keeps no hash of an account that is erased, and makes it no more', async () => {
    const { create, store, ann, things, peppers } = world();
    const bob = callerWith();
    await create('k');
    const { id } = await create('k', { caller: bob });
    await create('l', { caller: bob });
    await store.creations.insert(aCreation({ owner: '', keyVersion: null }), newId());
    const roots = new Roots([], peppers);
    const erasure = new CreationErasure(store, new CreationHashes(roots, store.ownerKeys));
    expect(await erasure.sweep(ann.principal.userId)).toBe(2);
    expect(await erasure.sweep(id)).toBe(0);
    const left = store.creations.peekAll().map(({ value }) => [value.objectId, value.requestHash === '']);
    expect(left).toHaveLength(2);
    expect(left).toContainEqual([id, true]);
    await things.remove(id, 1);
    await expect(create('k', { caller: bob })).rejects.toEqual(coded('conflict'));
  });

  it('is free again after 24 h', async () => {
    const { create, clock, store } = world();
    const { id } = await create('k');
    clock.at += CREATION_KEPT_MS - 1;
    expect((await create('k')).id).toBe(id);
    clock.at += 1;
    expect((await create('k', { body: { ...BODY, value: 'other' } })).id).not.toBe(id);
    expect(store.creations.peekAll()).toHaveLength(1);
  });

  it('outlives a new pepper', async () => {
    const { create, peppers, node } = world();
    const { id } = await create('k');
    const on = node(new Roots([], [pepper(2), ...peppers]));
    expect((await create('k', { on })).id).toBe(id);
    await expect(create('k', { on, route: 'POST /others' })).rejects.toEqual(coded('idempotency_key_reused'));
  });

  it('may be used again after a request that failed, and the object gets the same id', async () => {
    const { create, things, store } = world();
    things.hooks.before = (operation) => {
      if (operation === 'insert') throw new CofferError('path_taken', 'taken');
    };
    await expect(create('k')).rejects.toEqual(coded('path_taken'));
    things.hooks.before = undefined;
    expect((await create('k')).id).toBe(store.creations.peekAll()[0]?.value.objectId);
  });

  it('gets another object id if a settlement fenced the first one', async () => {
    const { create, things, store, again } = world();
    things.hooks.before = (operation) => {
      if (operation === 'insert') throw new PartUnavailable('store');
    };
    await expect(create('k')).rejects.toEqual(coded('store_unavailable'));
    things.hooks.before = undefined;
    const fenced = store.creations.peekAll()[0]?.value.objectId ?? '';
    await things.fence(fenced, again().request.requestId);
    const all = await Promise.all(Array.from({ length: 20 }, () => create('k')));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(all[0]?.id).not.toBe(fenced);
    expect(things.peekAll()).toHaveLength(1);
  });

  it.each(['creations', 'things'] as const)('makes exactly one after a crash at any call to the %s', async (place) => {
    for (const moment of ['before', 'after'] as const) {
      for (let call = 1; call <= 6; call += 1) {
        const { create, things, store } = world();
        const documents = place === 'things' ? things : store.creations;
        let calls = 0;
        documents.hooks[moment] = (operation: DocumentOperation) => {
          calls += 1;
          if (calls !== call) return;
          throw moment === 'before' || operation === 'load' ? new PartUnavailable('store') : new OutcomeUnknown();
        };
        await create('k').catch((error: unknown) => expect(error).toBeInstanceOf(CofferError));
        documents.hooks[moment] = undefined;
        const { id } = await create('k');
        expect(things.peekAll().map(({ value }) => value.id)).toEqual([id]);
        expect(store.creations.peekAll()).toHaveLength(1);
      }
    }
  });

  it('is optional: without one each request makes another object and keeps no record', async () => {
    const { create, things, store } = world();
    await create(null);
    await create(null);
    expect(things.peekAll()).toHaveLength(2);
    expect(store.creations.peekAll()).toEqual([]);
  });

  it('is optional: a request without one makes nothing if its id was fenced meanwhile', async () => {
    const { create, things } = world();
    things.hooks.before = async (operation, id) => {
      if (operation === 'insert') await things.fence(id, newId());
    };
    await expect(create(null)).rejects.toEqual(coded('busy'));
    expect(things.peekAll()).toEqual([]);
  });

  it('is swept an hour after it is free, and not before', async () => {
    const { create, clock, store } = world();
    const sweep = new CreationSweep(store, clock);
    await Promise.all(Array.from({ length: 250 }, (_, index) => create(`k${index}`)));
    clock.at += CREATION_KEPT_MS + 3_600_000;
    expect(await sweep.run()).toBe(0);
    clock.at += 1;
    expect(await sweep.run()).toBe(250);
    expect(store.creations.peekAll()).toEqual([]);
  });
});
