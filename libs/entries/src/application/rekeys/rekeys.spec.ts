import { newId } from '#kernel';
import { GENERATION_KEPT_MS, STAGED_MOST } from '../../domain/vault.js';
import { aBlob, Device, entriesUnderTest, Owner, textOf } from '../../testing/entries-under-test.js';

const coded = (code: string) => expect.objectContaining({ code });

function world() {
  const entries = entriesUnderTest();
  return { entries, ann: new Owner(entries) };
}

describe('a re-key', () => {
  it('does not exist for another account, nor once it is published or abandoned', async () => {
    const { entries, ann } = world();
    const bob = new Owner(entries);
    const { id } = await ann.begin();
    const staged = [{ id: newId(), revision: 1, blob: aBlob() }];
    const asks = (owner: Owner, rekey: string) => [
      () => entries.stage.stage(owner.caller, rekey, staged),
      () => owner.publish(rekey, []),
      () => entries.abandon.abandon(owner.caller, rekey),
    ];
    for (const ask of [...asks(bob, id), ...asks(ann, newId()), ...asks(ann, 'x')]) {
      await expect(ask()).rejects.toEqual(coded('not_found'));
    }
    await entries.abandon.abandon(ann.caller, id);
    for (const ask of asks(ann, id)) await expect(ask()).rejects.toEqual(coded('not_found'));
    const again = await ann.begin();
    expect(again.generation).toBe(3);
    await ann.publish(again.id, []);
    for (const ask of asks(ann, again.id)) await expect(ask()).rejects.toEqual(coded('not_found'));
  });

  it('refuses more once too much is staged, over any number of re-keys, until the sweep', async () => {
    const { entries, ann } = world();
    const { id } = await ann.begin();
    let found = STAGED_MOST - 2;
    entries.store.countStaged = async () => found;
    const stage = (count: number) =>
      entries.stage.stage(
        ann.caller,
        id,
        Array.from({ length: count }, () => ({ id: newId(), revision: 1, blob: aBlob() })),
      );
    await expect(stage(3)).rejects.toEqual(coded('vault_full'));
    expect(entries.store.peekBodies(ann.userId)).toEqual([]);
    expect(await stage(2)).toBe(2);
    found = STAGED_MOST;
    await expect(stage(1)).rejects.toEqual(coded('vault_full'));
  });

  it('is open only once at a time, and begins once for an Idempotency-Key', async () => {
    const { entries, ann } = world();
    const begin = (key: string | null) => entries.begin.begin(ann.caller, 'd3JhcHBlZA==', key);
    const begun = await begin('key-1');
    expect(begun).toEqual({ id: expect.any(String), generation: 2, revision: 2 });
    expect(await begin('key-1')).toEqual(begun);
    await expect(begin(null)).rejects.toEqual(coded('rekey_open'));
    await expect(begin('key-2')).rejects.toEqual(coded('rekey_open'));
  });

  it('publishes the whole vault in its new generation, and a write for the old generation loses', async () => {
    const { entries, ann } = world();
    const [a, b, c] = [await ann.create('a'), await ann.create('b'), await ann.create('c')];
    await ann.update(a, 'a2');
    await ann.remove(c.entryId);
    const device = new Device(ann);
    await device.sync();
    const { id, generation } = await ann.begin();
    const manifest = await ann.stageAll(id);
    expect(await ann.texts()).toEqual(
      new Map([
        [b.entryId, 'b'],
        [a.entryId, 'a2'],
      ]),
    );
    entries.store.hooks.after = async (operation) => {
      if (operation !== 'insertBodies') return;
      entries.store.hooks.after = undefined;
      expect(await ann.publish(id, manifest)).toEqual({ generation, revision: expect.any(Number), entries: 2 });
    };
    await expect(ann.update(b, 'lost')).rejects.toEqual(coded('generation_stale'));
    expect(await ann.texts()).toEqual(
      new Map([
        [a.entryId, "a2'"],
        [b.entryId, "b'"],
      ]),
    );
    const [shown] = await ann.history(a.entryId);
    expect(shown).toMatchObject({ generation: 2, revision: 3, createdAt: a.createdAt, previous: null });
    await device.sync();
    expect([...device.known.values()].sort()).toEqual(["2.2 b'", "2.3 a2'"]);
    await expect(ann.create('d')).rejects.toEqual(coded('generation_stale'));
    await expect(ann.create('d', { generation: 1 })).rejects.toEqual(coded('generation_stale'));
    await expect(ann.create('d', { id: c.entryId, generation: 2 })).rejects.toEqual(coded('id_taken'));
    expect((await ann.create('d', { generation: 2 })).revision).toBe(1);
  });

  it('is refused as a whole if an entry was changed, created or deleted since, and succeeds once that is staged', async () => {
    const { ann } = world();
    const [a, b] = [await ann.create('a'), await ann.create('b')];
    const { id } = await ann.begin();
    const manifest = await ann.stageAll(id);
    await ann.update(a, 'a2');
    const made = await ann.create('new', { generation: 1 });
    await ann.remove(b.entryId);
    const refusal = await ann.publish(id, manifest).catch((error) => error);
    expect(refusal).toEqual(coded('manifest_mismatch'));
    const named = refusal.details.fields.map(({ field, code }: { field: string; code: string }) => `${code} ${field}`);
    expect(named.sort()).toEqual(
      [`stale manifest.${a.entryId}`, `missing manifest.${made.entryId}`, `extra manifest.${b.entryId}`].sort(),
    );
    expect([...(await ann.texts()).values()]).toEqual(['a2', 'new']);
    await ann.publish(id, await ann.stageAll(id));
    expect([...(await ann.texts()).values()].sort()).toEqual(["a2'", "new'"]);
  });

  it('takes the last staged body of each entry, over several pages', async () => {
    const { ann, entries } = world();
    const { entryId } = await ann.create('a');
    const { id } = await ann.begin();
    for (let count = 1; count <= 12; count += 1) {
      const staged = Array.from({ length: 100 }, () => ({ id: newId(), revision: 1, blob: aBlob() }));
      await entries.stage.stage(ann.caller, id, [
        ...staged.slice(1),
        { id: entryId, revision: 1, blob: aBlob(`${count}`) },
      ]);
      entries.clock.at += 1;
    }
    await ann.publish(id, [`${entryId}:1`]);
    expect(textOf(await ann.find(entryId))).toBe('12');
  });

  it('refuses an entry that is staged twice in one request', async () => {
    const { ann, entries } = world();
    const { id } = await ann.begin();
    const entry = { id: newId(), revision: 1, blob: aBlob() };
    await expect(entries.stage.stage(ann.caller, id, [entry, entry])).rejects.toEqual(coded('validation_failed'));
  });
});

describe('the previous generation', () => {
  it('is the only one that can be restored, and not while a re-key is open', async () => {
    const { ann } = world();
    for (const generation of [0, 1, 2]) await expect(ann.restore(generation)).rejects.toEqual(coded('not_found'));
    await ann.rekey();
    for (const generation of [0, 2, 3]) await expect(ann.restore(generation)).rejects.toEqual(coded('not_found'));
    await ann.begin();
    await expect(ann.restore(1)).rejects.toEqual(coded('rekey_open'));
  });

  it('comes back unchanged with its histories, and can be swapped again', async () => {
    const { entries, ann } = world();
    const a = await ann.update(await ann.create('a'), 'a2');
    const b = await ann.create('b');
    const before = await ann.texts();
    await ann.rekey();
    const device = new Device(ann);
    await device.sync();
    const made = await ann.create('made since', { generation: 2 });
    await ann.remove(b.entryId);
    const since = await ann.texts();
    expect(await ann.restore(1)).toMatchObject({ generation: 1, entries: 2 });
    expect(new Map([...(await ann.texts())].sort())).toEqual(new Map([...before].sort()));
    expect((await ann.history(a.entryId)).map(textOf)).toEqual(['a2', 'a']);
    await device.sync();
    expect([...device.known.keys()].sort()).toEqual([a.entryId, b.entryId].sort());
    await expect(ann.find(made.entryId)).rejects.toEqual(coded('not_found'));
    await ann.update(await ann.find(a.entryId), 'a3');

    const { previous } = await entries.show.show(ann.caller);
    expect(previous).toMatchObject({ generation: 2, wrappedKey: 'd3JhcHBlZA==', entries: 2 });
    await ann.restore(2);
    expect(new Map([...(await ann.texts())].sort())).toEqual(new Map([...since].sort()));
    await ann.restore(1);
    expect((await ann.history(a.entryId)).map(textOf)).toEqual(['a3', 'a2', 'a']);
  });

  it('is gone after 30 days', async () => {
    const { entries, ann } = world();
    await ann.create('a');
    await ann.rekey();
    entries.clock.at += GENERATION_KEPT_MS - 1_000;
    expect((await entries.show.show(ann.caller)).previous).toMatchObject({ generation: 1 });
    entries.clock.at += 1_000;
    expect((await entries.show.show(ann.caller)).previous).toBeNull();
    await expect(ann.restore(1)).rejects.toEqual(coded('not_found'));
  });
});
