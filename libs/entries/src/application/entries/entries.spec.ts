import { newId } from '#kernel';
import { blobSize } from '../../domain/entry-body.js';
import { unpackManifest } from '../../domain/manifest.js';
import { aBlob, Device, entriesUnderTest, Owner, textOf } from '../../testing/entries-under-test.js';

const coded = (code: string) => expect.objectContaining({ code });

function world() {
  const entries = entriesUnderTest();
  return { entries, ann: new Owner(entries), bob: new Owner(entries) };
}

/** The records of one request in the audit. */
function recordsOf(entries: ReturnType<typeof entriesUnderTest>, requestId: string): string[] {
  const leaves = entries.log.leaves().filter((leaf) => leaf.request_id === requestId);
  return leaves.map(({ action, resource_type, outcome }) => `${action} ${resource_type} ${outcome}`);
}

describe('an entry', () => {
  it('does not exist for other accounts: each of their requests leaves one denial [R45]', async () => {
    const { entries, ann, bob } = world();
    const { entryId } = await ann.create();
    const { find, update, remove } = entries;
    const next = { generation: null, blob: aBlob() };
    for (const id of [entryId, newId(), 'garbage']) {
      for (const ask of [
        (caller: typeof bob.caller) => find.find(caller, id),
        (caller: typeof bob.caller) => find.history(caller, id),
        (caller: typeof bob.caller) => update.update(caller, id, next, [1]),
        (caller: typeof bob.caller) => update.update(caller, id, next, null),
        (caller: typeof bob.caller) => remove.delete(caller, id, null),
      ]) {
        const { caller } = bob;
        await expect(ask(caller)).rejects.toEqual(coded('not_found'));
        const records = recordsOf(entries, caller.request.requestId);
        expect(records).toEqual([expect.stringMatching(/^entry:\w+ entry denied$/)]);
      }
    }
    expect(await bob.texts()).toEqual(new Map());
    expect(entries.store.vaults.peek(bob.userId)).toBeNull();
  });

  it('refuses its next revision without If-Match, or with another revision than it has', async () => {
    const { entries, ann } = world();
    const first = await ann.create('one');
    const next = { generation: null, blob: aBlob('two') };
    const update = (seen: readonly number[] | null) => entries.update.update(ann.caller, first.entryId, next, seen);
    await expect(update(null)).rejects.toEqual(coded('precondition_required'));
    await expect(update([2])).rejects.toEqual(coded('precondition_failed'));
    expect((await update([1])).revision).toBe(2);
    await expect(update([1])).rejects.toEqual(coded('precondition_failed'));
    await expect(ann.remove(first.entryId, [1])).rejects.toEqual(coded('precondition_failed'));
    expect(textOf(await ann.find(first.entryId))).toBe('two');
    expect(entries.store.peekBodies(ann.userId)).toHaveLength(2);
  });

  it('is refused under an id that another entry has or had, also with an Idempotency-Key', async () => {
    const { ann } = world();
    const id = newId();
    await ann.create('one', { id });
    for (const key of [null, 'key-1']) await expect(ann.create('two', { id }, key)).rejects.toEqual(coded('id_taken'));
    await ann.remove(id);
    for (const key of [null, 'key-2']) await expect(ann.create('one', { id }, key)).rejects.toEqual(coded('id_taken'));
  });

  it('is found again for the same blob under the same client’s id and another key', async () => {
    const { ann } = world();
    const id = newId();
    const made = await ann.create('one', { id }, 'key-1');
    expect(await ann.create('one', { id }, 'key-2')).toEqual(made);
    await expect(ann.create('one', { id })).rejects.toEqual(coded('id_taken'));
  });

  it('is created once for an Idempotency-Key, whether the server or the client made its id [R88]', async () => {
    const { entries, ann } = world();
    for (const [key, id] of [
      ['a', undefined],
      ['b', newId()],
    ] as const) {
      const made = await ann.create('one', { id }, key);
      expect(await ann.create('one', { id }, key)).toEqual(made);
      const next = await ann.update(made, 'two');
      expect(await ann.create('one', { id }, key)).toEqual(next);
      await expect(ann.create('other', { id }, key)).rejects.toEqual(coded('idempotency_key_reused'));
      const twice = Promise.all([ann.create('x', {}, `${key}-2`), ann.create('x', {}, `${key}-2`)]);
      const both = await entries.clock.drive(twice);
      expect(both[0]).toEqual(both[1]);
    }
    const manifest = entries.store.vaults.peek(ann.userId)?.value.manifest;
    expect(manifest && unpackManifest(manifest)).toHaveLength(4);
  });

  it('keeps its last 10 revisions, the newest first, and no byte of older ones', async () => {
    const { entries, ann } = world();
    let body = await ann.create('1');
    for (let revision = 2; revision <= 13; revision += 1) body = await ann.update(body, `${revision}`);
    const before = entries.clock.gaveWay;
    const history = await ann.history(body.entryId);
    expect(entries.clock.gaveWay - before).toBe(9);
    expect(history.map(textOf)).toEqual(['13', '12', '11', '10', '9', '8', '7', '6', '5', '4']);
    expect(history.map(({ revision }) => revision)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4]);
    expect(new Set(history.map(({ createdAt }) => createdAt)).size).toBe(1);
    expect(entries.store.peekBodies(ann.userId)).toHaveLength(10);
  });

  it('leaves no byte behind after its deletion, and is remembered as deleted', async () => {
    const { entries, ann } = world();
    const body = await ann.update(await ann.create('one'), 'two');
    const kept = await ann.create('kept');
    await ann.remove(body.entryId, [2]);
    for (const ask of [() => ann.find(body.entryId), () => ann.history(body.entryId), () => ann.remove(body.entryId)]) {
      await expect(ask()).rejects.toEqual(coded('not_found'));
    }
    expect(entries.store.peekBodies(ann.userId).map(({ id }) => id)).toEqual([kept.id]);
    const { items, full } = await entries.list.list(ann.caller, 3, null, 50);
    expect({ items, full }).toEqual({ items: [kept, { entryId: body.entryId, revision: 2 }], full: false });
  });

  it('is named in the audit of its own requests, and the vault in the audit of a list [R71]', async () => {
    const { entries, ann } = world();
    const { caller } = ann;
    const draft = { id: null, generation: null, blob: aBlob() };
    await entries.create.create(caller, draft, null);
    const { requestId } = caller.request;
    expect(recordsOf(entries, requestId)).toEqual(['entry:create entry allowed', 'entry:create entry succeeded']);
    const lists = ann.caller;
    await entries.list.list(lists, null, null, 1);
    expect(recordsOf(entries, lists.request.requestId)).toEqual(['entry:list vault succeeded']);
    expect(JSON.stringify(entries.log.all())).not.toContain(draft.blob.ciphertext);
  });
});

describe('a reader that a write overtakes', () => {
  const overtaken = (entries: ReturnType<typeof entriesUnderTest>, by: () => Promise<unknown>) => {
    entries.store.hooks.before = async (operation) => {
      if (operation !== 'loadBodies') return;
      entries.store.hooks.before = undefined;
      await by();
    };
  };

  it('gets the next revision if the bytes of the one before are gone', async () => {
    const { entries, ann } = world();
    const first = await ann.create('1');
    overtaken(entries, async () => {
      let body = first;
      for (let revision = 2; revision <= 11; revision += 1) body = await ann.update(body, `${revision}`);
    });
    expect(textOf(await ann.find(first.entryId))).toBe('11');
  });

  it('gets the list from after a deletion, and no half of the one before', async () => {
    const { entries, ann } = world();
    const [a, b] = [await ann.create('a'), await ann.create('b')];
    overtaken(entries, () => ann.remove(a.entryId));
    const page = await entries.list.list(ann.caller, null, null, 50);
    expect([page.items, page.revision]).toEqual([[b], 4]);
  });
});

describe('a list', () => {
  it('is full and empty for an account that has never kept anything', async () => {
    const { entries, ann } = world();
    const nothing = { items: [], next: null, revision: 0, generation: 1, full: true };
    expect(await entries.list.list(ann.caller, null, null, 50)).toEqual(nothing);
    expect(await entries.list.list(ann.caller, 7, null, 50)).toEqual(nothing);
  });

  it('comes in pages, and the last page has the next since', async () => {
    const { ann } = world();
    const device = new Device(ann);
    for (const text of ['a', 'b', 'c', 'd', 'e']) await ann.create(text);
    await device.sync(2);
    expect([...device.known.values()].map((known) => known.slice(4))).toEqual(['a', 'b', 'c', 'd', 'e']);
    await ann.remove([...device.known.keys()][1] ?? '');
    await device.sync(2);
    expect([...device.known.values()].map((known) => known.slice(4))).toEqual(['a', 'c', 'd', 'e']);
  });

  it('of all entries, page by page, misses no deletion or change behind it', async () => {
    const { entries, ann } = world();
    const [a, b] = [await ann.create('a'), await ann.create('b')];
    await ann.create('c');
    const first = await entries.list.list(ann.caller, null, null, 2);
    await ann.remove(a.entryId);
    await ann.update(b, 'b2');
    const last = await entries.list.list(ann.caller, null, first.next, 50);
    expect([last.next, last.full, last.revision]).toEqual([null, true, first.revision]);
    const { items } = await entries.list.list(ann.caller, last.revision, null, 50);
    expect(items).toEqual([{ entryId: a.entryId, revision: 1 }, await ann.find(b.entryId)]);
  });

  it('ends a page before an entry that is too large for it, and goes on there', async () => {
    const { entries, ann } = world();
    const large = { ...aBlob(), ciphertext: Buffer.alloc(262_144).toString('base64') };
    for (let count = 0; count < 5; count += 1) {
      await entries.create.create(ann.caller, { id: null, generation: null, blob: large }, null);
    }
    const first = await entries.list.list(ann.caller, null, null, 200);
    expect(first.items).toHaveLength(3);
    const rest = await entries.list.list(ann.caller, null, first.next, 200);
    expect(rest.items).toHaveLength(2);
    expect(rest.next).toBeNull();
  });

  it('are paid for by the memory of the caller when they are read and changed, by their size', async () => {
    const { entries, ann } = world();
    const made = await ann.create('x'.repeat(100_000));
    let taken = 0;
    const { principal, request } = ann.caller;
    const reserve = (bytes: number): void => {
      taken += bytes;
    };
    const caller = { principal, request: { ...request, reserve } };
    await entries.find.find(caller, made.entryId);
    expect(taken).toBe(3 * blobSize(made));
    taken = 0;
    await entries.update.update(caller, made.entryId, { generation: 1, blob: aBlob('y') }, [1]);
    expect(taken).toBe(blobSize(made));
  });
});
