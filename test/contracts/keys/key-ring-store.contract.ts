import { newId } from '#kernel';
import { type KeyRing, MASTER_RING, SECRETS_RING } from '#keys';
import { aKeyRing } from '#keys/testing';
import type { OpenStore, StoreUnderTest } from '#storage/testing';

export function describeKeyRingStoreContract(name: string, open: OpenStore): void {
  describe(`KeyRingStore on ${name}`, () => {
    let store: StoreUnderTest;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    it('keeps the rings of the master key, of secrets and of users apart, with every field', async () => {
      const { rings } = store.rings;
      const made = [
        aKeyRing({ id: MASTER_RING, canary: 'Y2FuYXJ5' }),
        aKeyRing({ id: SECRETS_RING }),
        aKeyRing({ id: `user:${newId()}` }),
      ];
      for (const ring of made) expect(await rings.insert(ring, newId())).toBe('inserted');
      for (const ring of made) expect(await rings.load(ring.id)).toEqual({ revision: 1, value: ring });
    });

    it('lets one of 20 simultaneous activations of the next version win [R63]', async () => {
      const { rings } = store.rings;
      const ring = aKeyRing();
      await rings.insert(ring, newId());
      const next = (createdAt: number): KeyRing => ({
        ...ring,
        versions: [
          { version: 1, state: 'retiring', createdAt: 1, retiredAt: null },
          { version: 2, state: 'active', createdAt, retiredAt: null },
        ],
        epoch: 2,
      });
      const answers = await Promise.all(Array.from({ length: 20 }, (_, turn) => rings.replace(next(turn), 1, newId())));
      expect(answers.filter((answer) => answer === 'published')).toHaveLength(1);
      expect((await rings.load(ring.id))?.value).toEqual(next(answers.indexOf('published')));
    });

    it('keeps the tombstone of a shredded ring, without a version', async () => {
      const { rings } = store.rings;
      const ring = aKeyRing();
      await rings.insert(ring, newId());
      const shredded: KeyRing = { ...ring, versions: [], epoch: 2 };
      expect(await rings.replace(shredded, 1, newId())).toBe('published');
      expect(await rings.load(ring.id)).toEqual({ revision: 2, value: shredded });
      expect(await rings.insert(ring, newId())).toBe('taken');
    });

    it('keeps the time of retirement, and drops it when a replacement does', async () => {
      const { rings } = store.rings;
      const ring = aKeyRing({
        versions: [
          { version: 1, state: 'destroyed', createdAt: 1, retiredAt: 5 },
          { version: 2, state: 'retired', createdAt: 3, retiredAt: 9 },
          { version: 3, state: 'active', createdAt: 7, retiredAt: null },
        ],
      });
      await rings.insert(ring, newId());
      expect((await rings.load(ring.id))?.value).toEqual(ring);
      const back: KeyRing = { ...ring, versions: ring.versions.map((version) => ({ ...version, retiredAt: null })) };
      expect(await rings.replace(back, 1, newId())).toBe('published');
      expect((await rings.load(ring.id))?.value).toEqual(back);
    });

    describe('lists', () => describeLists(open));
  });
}

function describeLists(open: OpenStore): void {
  const ids = [MASTER_RING, SECRETS_RING, 'user:0', 'user:1', 'user:10', 'user:Z', 'user:a'];
  let store: StoreUnderTest;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  it('has no descriptor in an empty store', async () => {
    expect(await store.rings.list(null, 10)).toEqual([]);
    expect(await store.rings.count()).toBe(0);
  });

  it('neither lists nor counts an id that was only fenced', async () => {
    await store.rings.rings.fence('user:5', newId());
    expect(await store.rings.list(null, 10)).toEqual([]);
    expect(await store.rings.count()).toBe(0);
  });

  it("lists every descriptor once, also tombstones and the master key's, page by page in the order of ids", async () => {
    for (const id of [...ids].reverse()) await store.rings.rings.insert(aKeyRing({ id }), newId());
    await store.rings.rings.replace(aKeyRing({ id: 'user:1', versions: [], epoch: 2 }), 1, newId());
    for (const limit of [1, 2, 3, 7, 50]) {
      const found: string[] = [];
      for (let after: string | null = null; ; after = found.at(-1) ?? null) {
        const page = await store.rings.list(after, limit);
        expect(page.length).toBeLessThanOrEqual(limit);
        if (page.length === 0) break;
        found.push(...page.map(({ value }) => value.id));
      }
      expect(found).toEqual(ids);
    }
    expect(await store.rings.count()).toBe(ids.length);
  });

  it('gives revisions with which a descriptor can be replaced, and continues after an id that does not exist', async () => {
    const [tombstone] = await store.rings.list('user:0~', 1);
    expect(tombstone).toMatchObject({ revision: 2, value: { id: 'user:1', versions: [] } });
    expect(await store.rings.rings.replace(aKeyRing({ id: 'user:1' }), 2, newId())).toBe('published');
  });
}
