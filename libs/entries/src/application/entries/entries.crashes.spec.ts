import type { Leaf } from '#audit';
import { type Caller, newId, OutcomeUnknown, PartUnavailable } from '#kernel';
import { aRequest } from '#kernel/testing';
import { packManifest, unpackManifest } from '../../domain/manifest.js';
import { aBlob, entriesUnderTest, Owner } from '../../testing/entries-under-test.js';

type World = Awaited<ReturnType<typeof world>>;

/** A vault with a history, a deletion, a previous generation and a staged re-key. */
async function world() {
  const entries = entriesUnderTest();
  const ann = new Owner(entries);
  const [a, b] = [await ann.create('a'), await ann.create('b')];
  await ann.update(a, 'a2');
  await ann.remove((await ann.create('c')).entryId);
  await ann.rekey();
  return { entries, ann, a: await ann.find(a.entryId), b: await ann.find(b.entryId) };
}

interface Operation {
  readonly action: Leaf['action'];
  prepare?(world: World): Promise<string>;
  run(world: World, caller: Caller, prepared: string): Promise<unknown>;
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  'a creation': {
    action: 'entry:create',
    run: ({ entries }, caller) =>
      entries.create.create(caller, { id: newId(), generation: 2, blob: aBlob('new') }, null),
  },
  'a change': {
    action: 'entry:update',
    run: ({ entries, a }, caller) =>
      entries.update.update(caller, a.entryId, { generation: 2, blob: aBlob('changed') }, [a.revision]),
  },
  'a deletion': {
    action: 'entry:delete',
    run: ({ entries, b }, caller) => entries.remove.delete(caller, b.entryId, null),
  },
  'a re-key': {
    action: 'vault:rekey-publish',
    async prepare({ ann }) {
      const { id } = await ann.begin();
      return JSON.stringify([id, await ann.stageAll(id)]);
    },
    run({ entries }, caller, prepared) {
      const [id, manifest] = JSON.parse(prepared) as [string, string[]];
      return entries.publish.publish(caller, id, manifest);
    },
  },
  'a restore': {
    action: 'vault:restore',
    run: ({ entries }, caller) => entries.restore.restore(caller, 1),
  },
};

/** The contents of the vault. Throws if it names something that does not exist. */
function held({ entries, ann }: World): string {
  const vault = entries.store.vaults.peek(ann.userId)?.value;
  const bodies = new Map(entries.store.peekBodies(ann.userId).map((body) => [body.id, body]));
  const live = (vault ? unpackManifest(vault.manifest) : []).flatMap(({ id, revision, body: bodyId }) => {
    if (bodyId === null) return [];
    const body = bodies.get(bodyId);
    if (body?.revision !== revision || body.entryId !== id || body.generation !== vault?.generation) {
      throw new Error('the vault is torn');
    }
    return [`${body.generation}.${revision} ${body.ciphertext}`];
  });
  const { previous = null } = vault ?? {};
  const snapshots = entries.store.peekSnapshots(ann.userId);
  const kept = snapshots.find(({ id }) => id === previous?.snapshot);
  if (previous && kept?.manifest.length !== previous.entries) throw new Error('the generation before is torn');
  for (const { body } of kept?.manifest ?? []) if (!bodies.has(body)) throw new Error('a body before is gone');
  return JSON.stringify({ generation: vault?.generation, live: live.sort(), previous: previous?.generation });
}

type When = 'before' | 'after';

/** Fails the `nth` operation of the store from now on. The result says whether there was one. */
function strike({ entries }: World, nth: number, when: When, error: Error): () => boolean {
  let count = 0;
  const hook = () => {
    count += 1;
    if (count === nth) throw error;
  };
  entries.store.hooks[when] = hook;
  entries.store.vaults.hooks[when] = hook;
  return () => {
    entries.store.hooks[when] = undefined;
    entries.store.vaults.hooks[when] = undefined;
    return count >= nth;
  };
}

function intentOf(world: World, caller: Caller): Leaf | undefined {
  return world.entries.log
    .leaves()
    .find((leaf) => leaf.request_id === caller.request.requestId && leaf.outcome === 'allowed');
}

describe('a store that fails at any operation of', () => {
  const failures: [When, string, () => Error][] = [
    ['before', 'is away', () => new PartUnavailable('store')],
    ['after', 'loses its answer', () => new OutcomeUnknown()],
    ['after', 'goes down with us', () => new Error('the process died here')],
  ];
  const cells = Object.entries(OPERATIONS).flatMap(([name, operation]) =>
    failures.map(([when, words, error]) => [name, words, operation, when, error] as const),
  );

  it.each(cells)(
    '%s and %s leaves it either done or not done, and the audit says which',
    async (_, __, operation, when, error) => {
      let done = 0;
      for (let nth = 1; ; nth += 1) {
        const one = await world();
        const prepared = (await operation.prepare?.(one)) ?? '';
        const before = held(one);
        const { caller } = one.ann;
        const stop = strike(one, nth, when, error());
        const failed = await operation.run(one, caller, prepared).then(
          () => false,
          () => true,
        );
        if (!stop()) break;
        const isDone = held(one) !== before;
        done += isDone ? 1 : 0;
        if (!failed) expect(isDone).toBe(true);
        const intent = intentOf(one, caller);
        if (intent) expect(await one.entries.settlement.settle(intent)).toBe(isDone ? 'succeeded' : 'failed');
        else expect(isDone).toBe(false);
        // The same request, or the rest of it, succeeds now: nothing is stuck.
        if (!isDone) await operation.run(one, one.ann.caller, prepared);
        expect(held(one)).not.toBe(before);
        one.entries.clock.at += 3_700_000;
        const swept = held(one);
        await one.entries.snapshotSweep.run();
        await one.entries.bodySweep.run();
        expect(held(one)).toBe(swept);
        expect(nth).toBeLessThan(30);
      }
      expect(done).toBeGreaterThanOrEqual(when === 'after' ? 1 : 0);
    },
  );
});

describe('the settlement of an intent', () => {
  it('does not take the id of an absent vault, and answers unknown for staged entries', async () => {
    const { entries, ann } = await world();
    const leaf = { actor_id: newId(), request_id: newId(), action: 'entry:create', at: new Date().toISOString() };
    expect(await entries.settlement.settle(leaf as Leaf)).toBe('failed');
    expect(await entries.store.vaults.insert({ ...emptyOf(entries, ann), id: leaf.actor_id }, newId())).toBe(
      'inserted',
    );
    const staging = { ...leaf, actor_id: ann.userId, action: 'vault:rekey-stage' };
    expect(await entries.settlement.settle(staging as Leaf)).toBe('unknown');
    expect(await entries.settlement.settle({ ...staging, actor_id: null } as unknown as Leaf)).toBe('unknown');
  });

  it('does not mistake the vault that a first write made for that write [R69]', async () => {
    const entries = entriesUnderTest();
    const ann = new Owner(entries);
    entries.store.vaults.hooks.before = (operation) => {
      if (operation === 'replace') throw new Error('the process died here');
    };
    await expect(ann.create('first')).rejects.toThrow('died');
    const [intent] = entries.log.leaves();
    expect(intent?.action).toBe('entry:create');
    expect(await entries.settlement.settle(intent as Leaf)).toBe('failed');
  });

  it('makes a write that is under way lose', async () => {
    const { entries, ann, a } = await world();
    const { request, ...caller } = ann.caller;
    const late = { ...caller, request: aRequest({ requestId: request.requestId }) };
    let settled: unknown;
    entries.store.vaults.hooks.before = async (operation) => {
      if (operation !== 'replace') return;
      entries.store.vaults.hooks.before = undefined;
      const intent = entries.log.leaves().find((leaf) => leaf.request_id === request.requestId);
      settled = await entries.settlement.settle(intent as Leaf);
      // The node slept long enough to be taken for dead.
      entries.clock.at += 60_000;
    };
    const next = { generation: 2, blob: aBlob('late') };
    await expect(entries.update.update(late, a.entryId, next, [a.revision])).rejects.toEqual(
      expect.objectContaining({ code: 'busy' }),
    );
    expect(settled).toBe('failed');
    expect((await ann.find(a.entryId)).revision).toBe(a.revision);
  });
});

function emptyOf({ store }: World['entries'], { userId }: Owner) {
  const vault = store.vaults.peek(userId)?.value;
  if (!vault) throw new Error('there is no vault');
  return { ...vault, manifest: packManifest([]), previous: null };
}
