import fc from 'fast-check';
import { auditNode } from '#audit/testing';
import { unpackManifest } from '../../domain/manifest.js';
import type { ManifestEntry } from '../../domain/manifest-lines.js';
import { Device, entriesOn, entriesUnderTest, Owner, textOf } from '../../testing/entries-under-test.js';

const coded = (code: string) => expect.objectContaining({ code });

function entriesOf({ entries, userId }: Owner): ManifestEntry[] {
  const vault = entries.store.vaults.peek(userId)?.value;
  return vault ? unpackManifest(vault.manifest) : [];
}

/** The knowledge of a device that has synced everything, in the form of Device. */
function heldBy(owner: Owner): Map<string, string> {
  const { store } = owner.entries;
  const bodies = new Map(store.peekBodies(owner.userId).map((body) => [body.id, body]));
  return new Map(
    entriesOf(owner).flatMap(({ id, body: bodyId }) => {
      const body = bodyId === null ? undefined : bodies.get(bodyId);
      return body ? [[id, `${body.generation}.${body.revision} ${textOf(body)}`]] : [];
    }),
  );
}

const sorted = (known: ReadonlyMap<string, string>) => [...known].sort();

/** Two nodes on one store, and one owner with a device at each. */
function twoNodes() {
  const here = entriesUnderTest();
  const there = entriesOn(here.store, auditNode());
  const ann = new Owner(here);
  const elsewhere = Object.assign(new Owner(there), { userId: ann.userId });
  return { here, nodes: [ann, elsewhere] as const };
}

describe('simultaneous writes', () => {
  it('of 20 different entries on two nodes all land, each at its own revision', async () => {
    const { here, nodes } = twoNodes();
    const made = await Promise.all(Array.from({ length: 20 }, (_, index) => nodes[index % 2 === 0 ? 0 : 1].create()));
    await Promise.all(made.map((body, index) => nodes[index % 2 === 0 ? 0 : 1].update(body)));
    const manifest = entriesOf(nodes[0]);
    expect(manifest.map(({ revision }) => revision)).toEqual(Array(20).fill(2));
    expect(new Set(manifest.map(({ seq }) => seq)).size).toBe(20);
    expect(here.store.peekBodies(nodes[0].userId)).toHaveLength(40);
  });

  it('of one entry on two nodes: one wins, the others are refused and leave no bytes', async () => {
    const { here, nodes } = twoNodes();
    const first = await nodes[0].create('first');
    const tries = Array.from({ length: 10 }, (_, index) => nodes[index % 2 === 0 ? 0 : 1].update(first, `${index}`));
    const outcomes = await Promise.allSettled(tries);
    const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(lost).toEqual(Array(9).fill(coded('precondition_failed')));
    expect(here.store.peekBodies(nodes[0].userId)).toHaveLength(2);
  });

  it('of one id: one creates the entry', async () => {
    const { nodes } = twoNodes();
    const { entryId: id } = await nodes[1].create();
    await nodes[1].remove(id);
    const fresh = id.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    const tries = Array.from({ length: 6 }, (_, index) =>
      nodes[index % 2 === 0 ? 0 : 1].create(`${index}`, { id: fresh }),
    );
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('and a deletion: a write that began before gets 404', async () => {
    const { here, nodes } = twoNodes();
    const body = await nodes[0].create('one');
    here.store.hooks.after = async (operation) => {
      if (operation !== 'insertBodies') return;
      here.store.hooks.after = undefined;
      await nodes[1].remove(body.entryId);
    };
    await expect(nodes[0].update(body, 'two')).rejects.toEqual(coded('not_found'));
    expect(here.store.peekBodies(nodes[0].userId)).toEqual([]);
  });
});

describe('a reader that syncs while others write', () => {
  it('knows in the end exactly what the vault holds, in whatever order', async () => {
    const step = fc.record({
      what: fc.constantFrom('create', 'update', 'remove', 'rekey', 'restore', 'sync'),
      which: fc.nat({ max: 5 }),
      node: fc.constantFrom(0, 1),
      wait: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const { nodes } = twoNodes();
        const devices = [new Device(nodes[0]), new Device(nodes[1])] as const;
        const under: Promise<unknown>[] = [];
        const syncs: [Promise<void>, Promise<void>] = [Promise.resolve(), Promise.resolve()];
        for (const { what, which, node, wait } of steps) {
          const owner = nodes[node];
          const ids = entriesOf(owner).map(({ id }) => id);
          const id = ids[which % Math.max(ids.length, 1)] ?? '';
          const { generation = 1 } = owner.entries.store.vaults.peek(owner.userId)?.value ?? {};
          const work = {
            create: () => owner.create(undefined, { generation }),
            update: async () => owner.update(await owner.find(id)),
            remove: () => owner.remove(id),
            rekey: () => owner.rekey(),
            restore: () => owner.restore(generation - 1 || generation + 1),
            sync: () => {
              syncs[node] = syncs[node].then(() => devices[node].sync(1 + (which % 3)));
              return syncs[node];
            },
          }[what];
          // A lost race is refused. What counts is what the vault holds in the end.
          const done = work().catch((error) => expect(error).toHaveProperty('code'));
          under.push(done);
          if (wait) await done;
        }
        await Promise.all(under);
        for (const device of devices) {
          await device.sync(2);
          expect(sorted(device.known)).toEqual(sorted(heldBy(nodes[0])));
        }
      }),
      { numRuns: 60 },
    );
  });
});
