import { newId, StoreDamaged } from '#kernel';
import { manifestOf, packManifest } from '../../domain/manifest.js';
import { linesOf } from '../../domain/manifest-lines.js';
import { GENERATION_KEPT_MS } from '../../domain/vault.js';
import { aBlob, entriesUnderTest, Owner, textOf } from '../../testing/entries-under-test.js';
import { SWEEP_AFTER_MS } from './body-sweep.js';

const coded = (code: string) => expect.objectContaining({ code });

function world() {
  const entries = entriesUnderTest();
  const ann = new Owner(entries);
  const bodies = () => entries.store.peekBodies(ann.userId);
  const later = (ms = SWEEP_AFTER_MS + 1_000) => {
    entries.clock.at += ms;
  };
  const sweep = async () => (await entries.snapshotSweep.run()) + (await entries.bodySweep.run());
  return { entries, ann, bodies, later, sweep };
}

function damage({ store }: ReturnType<typeof entriesUnderTest>, ownerId: string): void {
  store.vaults.hooks.before = (operation, id) => {
    if (operation === 'load' && id === ownerId) throw new StoreDamaged();
  };
}

describe('the sweep', () => {
  it('keeps everything that a vault refers to: present bodies, histories, the previous generation, staged bodies', async () => {
    const { entries, ann, later, sweep, bodies } = world();
    let a = await ann.create('a');
    for (let count = 2; count <= 12; count += 1) a = await ann.update(a, `a${count}`);
    await ann.rekey();
    await ann.update(await ann.find(a.entryId), 'b');
    const { id } = await ann.begin();
    const manifest = await ann.stageAll(id);
    const before = bodies().length;
    later();
    expect(await sweep()).toBe(0);
    expect(bodies()).toHaveLength(before);
    await ann.publish(id, manifest);
    expect(textOf(await ann.find(a.entryId))).toBe("b'");
    expect(entries.store.peekSnapshots(ann.userId)).toHaveLength(2);
  });

  it('keeps what is younger than an hour', async () => {
    const { entries, ann, later, sweep, bodies } = world();
    const lost = { ...(await ann.create('a')), id: newId() };
    await entries.store.insertBodies([lost]);
    later(SWEEP_AFTER_MS - 1_000);
    expect(await sweep()).toBe(0);
    expect(bodies()).toHaveLength(2);
  });

  it('removes what a lost race, a crash or an abandoned re-key left', async () => {
    const { entries, ann, later, sweep, bodies } = world();
    const a = await ann.update(await ann.create('a'), 'a2');
    const deleted = await ann.create('d');
    await ann.remove(deleted.entryId);
    const lost = { ...a, id: newId(), previous: null };
    await entries.store.insertBodies([
      lost,
      { ...lost, id: newId(), revision: 3 },
      { ...deleted, id: newId() },
      { ...lost, id: newId(), ownerId: newId() },
    ]);
    const { id } = await ann.begin();
    await ann.stageAll(id);
    await entries.abandon.abandon(ann.caller, id);
    later();
    expect(await sweep()).toBe(5);
    expect(bodies().map(textOf).sort()).toEqual(['a', 'a2']);
    expect(await sweep()).toBe(0);
  });

  it('removes a staged body that another one replaced, once the re-key is published', async () => {
    const { entries, ann, later, sweep, bodies } = world();
    const a = await ann.create('a');
    const { id } = await ann.begin();
    for (const text of ['x', 'y']) {
      entries.clock.at += 1;
      await entries.stage.stage(ann.caller, id, [{ id: a.entryId, revision: 1, blob: aBlob(text) }]);
    }
    await ann.publish(id, [`${a.entryId}:1`]);
    later();
    expect(await sweep()).toBe(1);
    expect(bodies().map(textOf).sort()).toEqual(['a', 'y']);
  });

  it('removes the previous generation after 30 days, and a generation that was replaced twice', async () => {
    const { entries, ann, later, sweep, bodies } = world();
    await ann.create('a');
    await ann.rekey();
    await ann.rekey();
    later();
    expect(await sweep()).toBe(2);
    expect(bodies().map(textOf).sort()).toEqual(["a'", "a''"]);
    later(GENERATION_KEPT_MS);
    expect(await sweep()).toBe(2);
    expect(bodies().map(textOf).sort()).toEqual(["a''"]);
    expect(entries.store.peekSnapshots(ann.userId)).toEqual([]);
    expect(entries.store.vaults.peek(ann.userId)?.value.previous).toBeNull();
    expect([...(await ann.texts()).values()]).toEqual(["a''"]);
  });

  it('does not write all lines of a vault again when it drops the previous generation', async () => {
    const { entries, ann, later, sweep } = world();
    const { vaults } = entries.store;
    await ann.create('a');
    await ann.rekey();
    const { value, revision } = vaults.peek(ann.userId) as NonNullable<ReturnType<typeof vaults.peek>>;
    const line = () => ({ id: newId(), revision: 1, body: newId(), seq: 1 });
    const manifest = manifestOf(linesOf(Array.from({ length: 300 }, line)));
    await vaults.replace({ ...value, manifest }, revision, newId());
    later(GENERATION_KEPT_MS);
    await sweep();
    const swept = vaults.peek(ann.userId)?.value;
    expect([swept?.previous, swept?.manifest.changes, swept?.manifest.base?.lines]).toEqual([
      null,
      '[]',
      manifest.changes,
    ]);
  });

  it('wins or loses as a whole against a restore at the last moment', async () => {
    const { entries, ann, later, sweep } = world();
    const { entryId } = await ann.create('a');
    await ann.rekey();
    later(GENERATION_KEPT_MS - 1_000);
    entries.store.vaults.hooks.before = async (operation) => {
      if (operation !== 'replace') return;
      entries.store.vaults.hooks.before = undefined;
      later(2_000);
      await sweep();
    };
    await expect(ann.restore(1)).rejects.toEqual(coded('not_found'));
    expect(textOf(await ann.find(entryId))).toBe("a'");
  });

  it('keeps what a damaged vault may refer to, sweeps the others, and says so at the end of each run', async () => {
    const { entries, ann, bodies, later, sweep } = world();
    const others = Array.from({ length: 4 }, () => new Owner(entries));
    for (const owner of [ann, ...others]) {
      const body = await owner.create('a');
      for (let count = 0; count < 2; count += 1) await owner.rekey();
      await entries.store.insertBodies([{ ...body, id: newId() }]);
    }
    const before = bodies().length;
    damage(entries, ann.userId);
    later();
    for (let turn = 0; turn < 2; turn += 1) {
      for (const run of [entries.snapshotSweep, entries.bodySweep]) {
        await expect(run.run()).rejects.toBeInstanceOf(StoreDamaged);
      }
      expect([bodies().length, entries.store.peekSnapshots(ann.userId).length]).toEqual([before, 2]);
      for (const { userId } of others) {
        expect([entries.store.peekBodies(userId).length, entries.store.peekSnapshots(userId).length]).toEqual([2, 1]);
      }
    }
    entries.store.vaults.hooks.before = undefined;
    expect(await sweep()).toBe(3);
  });

  it('goes on where the last run stopped', async () => {
    const { entries, ann, later, bodies } = world();
    const body = await ann.create('a');
    const many = Array.from({ length: 2_100 }, () => ({ ...body, id: newId(), entryId: newId() }));
    for (let from = 0; from < many.length; from += 200) await entries.store.insertBodies(many.slice(from, from + 200));
    later();
    let reads = 0;
    entries.store.hooks.after = (operation) => {
      // Each page takes 3 s.
      if (operation === 'writtenBefore') later(3_000);
      reads += Number(operation === 'writtenBefore');
    };
    expect([await entries.bodySweep.run(), reads]).toEqual([799, 4]);
    expect([await entries.bodySweep.run(), await entries.bodySweep.run()]).toEqual([800, 501]);
    expect(bodies()).toHaveLength(1);
  });

  it('reads each vault once a run, and the history of each entry once, however many bodies there are', async () => {
    const { entries, ann, later } = world();
    const bob = new Owner(entries);
    let [a, b] = [await ann.create('a'), await bob.create('b')];
    for (let count = 2; count <= 9; count += 1) [a, b] = [await ann.update(a, `a${count}`), await bob.update(b, 'b')];
    const lost = Array.from({ length: 700 }, (_, index) => ({ ...(index % 2 ? a : b), id: newId() }));
    for (let from = 0; from < lost.length; from += 200) await entries.store.insertBodies(lost.slice(from, from + 200));
    later();
    const reads: string[] = [];
    entries.store.vaults.hooks.before = (operation) => void reads.push(operation);
    entries.store.hooks.before = (operation) => void (operation === 'bodiesOf' && reads.push(operation));
    expect(await entries.bodySweep.run()).toBe(700);
    expect(reads.sort()).toEqual(['bodiesOf', 'bodiesOf', 'load', 'load']);
  });
});

describe('the deletion of a user', () => {
  it('leaves nothing, and refuses every later write, also one that was under way', async () => {
    const { entries, ann, bodies } = world();
    const a = await ann.update(await ann.create('a'), 'a2');
    await ann.rekey();
    expect(bodies()).toHaveLength(3);
    entries.store.hooks.after = async (operation) => {
      if (operation !== 'insertBodies') return;
      entries.store.hooks.after = undefined;
      expect(await entries.erasure.erase(ann.userId)).toBe(5);
    };
    const present = await ann.find(a.entryId);
    await expect(ann.update(present, 'late')).rejects.toEqual(coded('unauthenticated'));
    for (const late of [() => ann.create('late', { generation: 2 }), () => ann.begin()]) {
      await expect(late()).rejects.toEqual(coded('unauthenticated'));
    }
    await expect(ann.find(a.entryId)).rejects.toEqual(coded('not_found'));
    expect(bodies()).toEqual([]);
    expect(await entries.erasure.erase(ann.userId)).toBe(0);
    expect(entries.store.vaults.peek(ann.userId)?.value).toMatchObject({
      state: 'closed',
      manifest: packManifest([]),
      previous: null,
    });
  });

  it.each(['staged', 'published', 'restored'])('leaves nothing of a generation that was being %s', async (what) => {
    const { entries, ann, bodies } = world();
    const { store } = entries;
    await ann.create('a');
    await ann.rekey();
    const { id } = what === 'restored' ? { id: '' } : await ann.begin();
    const manifest = what === 'published' ? await ann.stageAll(id) : [];
    store.hooks.before = async (operation) => {
      if (operation !== 'insertBodies' && operation !== 'insertSnapshot') return;
      store.hooks.before = undefined;
      await entries.erasure.erase(ann.userId);
    };
    const late = { staged: () => ann.stageAll(id), published: () => ann.publish(id, manifest) }[what];
    await expect((late ?? (() => ann.restore(1)))()).rejects.toEqual(coded('unauthenticated'));
    expect([bodies(), store.peekSnapshots(ann.userId)]).toEqual([[], []]);
  });

  it('closes a vault that is damaged, and removes its contents', async () => {
    const { entries, ann, bodies } = world();
    await ann.create('a');
    damage(entries, ann.userId);
    expect(await entries.erasure.erase(ann.userId)).toBe(1);
    expect(bodies()).toEqual([]);
    expect(entries.store.vaults.peek(ann.userId)?.value).toMatchObject({ state: 'closed', manifest: packManifest([]) });
  });

  it('closes a vault that does not exist yet, before a first write makes it', async () => {
    const { entries, ann } = world();
    entries.store.vaults.hooks.before = async (operation) => {
      if (operation !== 'insert') return;
      entries.store.vaults.hooks.before = undefined;
      await entries.erasure.erase(ann.userId);
    };
    await expect(ann.create('late')).rejects.toEqual(coded('unauthenticated'));
    expect(entries.store.vaults.peek(ann.userId)?.value.state).toBe('closed');
  });

  it('closes a vault in spite of simultaneous writes', async () => {
    const { entries, ann, bodies } = world();
    await ann.create('a');
    const writes = Array.from({ length: 10 }, () => ann.create());
    await entries.erasure.erase(ann.userId);
    await Promise.allSettled(writes);
    expect(bodies()).toEqual([]);
    expect(await ann.texts()).toEqual(new Map());
  });
});
