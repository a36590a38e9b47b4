import { newId, PartUnavailable } from '#kernel';
import { entriesUnderTest, Owner } from '../../testing/entries-under-test.js';

const coded = (code: string) => expect.objectContaining({ code });

function world() {
  const entries = entriesUnderTest();
  const ann = new Owner(entries);
  /** A repeat, which waits for what its first request may still be making. */
  const create = (id: string | undefined) => entries.clock.drive(ann.create('one', { id }, 'key-1'));
  /** The record of the key does not learn that the entry was made, as after a kill. */
  const unmarked = async (id: string | undefined) => {
    entries.creations.hooks.before = (operation) => {
      if (operation === 'replace') throw new PartUnavailable('store');
    };
    const made = await create(id);
    delete entries.creations.hooks.before;
    return made;
  };
  const live = () => entries.store.vaults.peek(ann.userId)?.value.manifest.live;
  return { ann, create, unmarked, live };
}

describe('a repeat of the creation of an entry with an Idempotency-Key', () => {
  it('makes no entry again that was deleted before the key knew of it', async () => {
    const { ann, create, unmarked, live } = world();
    const { entryId } = await unmarked(undefined);
    await ann.remove(entryId);
    await expect(create(undefined)).rejects.toEqual(coded('conflict'));
    expect(live()).toBe(0);
  });

  it('makes no entry again under a chosen id, either', async () => {
    const { ann, create, unmarked, live } = world();
    const id = newId();
    await unmarked(id);
    await ann.remove(id);
    await expect(create(id)).rejects.toEqual(coded('id_taken'));
    expect(live()).toBe(0);
  });

  it.each([
    ['made', undefined],
    ['chosen', newId()],
  ])(
    'gets the present revision of an entry whose first one is no longer kept, under an id that was %s',
    async (_, id) => {
      const { ann, create } = world();
      let body = await create(id);
      for (let count = 0; count < 11; count += 1) body = await ann.update(body, `later ${count}`);
      expect(await create(id)).toEqual(body);
      await ann.rekey();
      expect(await create(id)).toEqual(await ann.find(body.entryId));
    },
  );

  it('is told that a chosen id is taken if nothing shows any more that its first request made the entry', async () => {
    const { ann, create, unmarked } = world();
    const id = newId();
    let body = await unmarked(id);
    for (let count = 0; count < 11; count += 1) body = await ann.update(body, `later ${count}`);
    await expect(create(id)).rejects.toEqual(coded('id_taken'));
  });
});
