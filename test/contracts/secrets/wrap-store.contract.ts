import type { Wrap } from '#handover';
import { aWrap, opened, REMEMBERED_MS } from '#handover/testing';
import { asSealed, newId } from '#kernel';
import type { OpenStore, StoreUnderTest } from '#storage/testing';

export function describeWrapStoreContract(name: string, open: OpenStore): void {
  describe(`WrapStore on ${name}`, () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    const keep = async (overrides: Partial<Wrap> = {}) => {
      const wrap = aWrap(overrides);
      expect(await store.wraps.wraps.insert(wrap, newId())).toBe('inserted');
      return wrap;
    };
    const idsOf = (found: readonly { readonly value: Wrap }[]) => found.map(({ value }) => value.id);

    it('keeps every field as given, and null where a field may be null', async () => {
      const bare = { version: null, note: null, sealed: null, openedAt: [], endedAt: null, triedAgainAt: null };
      for (const wrap of [
        await keep({ endedAt: 5, triedAgainAt: 7, openedAt: [1, 2, 3] }),
        await keep({ ...bare, views: 1 }),
      ]) {
        expect(await store.wraps.wraps.load(wrap.id)).toEqual({ revision: 1, value: wrap });
      }
    });

    it('keeps nothing of a sealed value that was taken away', async () => {
      const wrap = await keep({ sealed: asSealed('Y2FuYXJ5') });
      const emptied = { ...wrap, sealed: null };
      expect(await store.wraps.wraps.replace(emptied, 1, newId())).toBe('published');
      expect(await store.wraps.wraps.load(wrap.id)).toEqual({ revision: 2, value: emptied });
      expect(await store.wraps.countSealed()).toBe(0);
    });

    it('lists for the sweep what expires with a sealed value, and what may be forgotten without one', async () => {
      const late = await keep({ expiresAt: 30 });
      const early = await keep({ expiresAt: 10 });
      const emptied = await keep({ expiresAt: 20, sealed: null });
      expect(await store.wraps.dueBefore(10, 10)).toEqual([]);
      expect(await store.wraps.dueBefore(31, 10)).toEqual([early.id, late.id]);
      expect(await store.wraps.dueBefore(31, 1)).toEqual([early.id]);
      expect(await store.wraps.dueBefore(20 + REMEMBERED_MS, 10)).toEqual([early.id, late.id]);
      expect(await store.wraps.dueBefore(21 + REMEMBERED_MS, 10)).toEqual([early.id, late.id, emptied.id]);
      await store.wraps.wraps.fence(newId(), newId());
      expect(await store.wraps.dueBefore(Number.MAX_SAFE_INTEGER, 10)).toHaveLength(3);
    });

    it('walks over the sealed values by id, and counts them', async () => {
      const kept = [await keep(), await keep(), await keep({ sealed: null }), await keep()];
      const sealed = kept
        .filter((wrap) => wrap.sealed !== null)
        .map(({ id }) => id)
        .toSorted();
      await store.wraps.wraps.fence(newId(), newId());
      expect(idsOf(await store.wraps.sealedAfter(null, 10))).toEqual(sealed);
      expect(idsOf(await store.wraps.sealedAfter(sealed[0] ?? '', 1))).toEqual([sealed[1]]);
      expect(await store.wraps.sealedAfter(sealed[2] ?? '', 10)).toEqual([]);
      expect(await store.wraps.countSealed()).toBe(3);
    });

    it('counts of an account what can still be opened', async () => {
      const makerId = newId();
      await keep({ makerId, expiresAt: 10 });
      await keep({ makerId, expiresAt: 11 });
      await keep({ makerId, expiresAt: 12, sealed: null });
      await keep({ expiresAt: 12 });
      expect(await store.wraps.countLive(makerId, 9)).toBe(2);
      expect(await store.wraps.countLive(makerId, 10)).toBe(1);
      expect(await store.wraps.countLive(makerId, 11)).toBe(0);
    });

    it('lists what an account made of one object, the newest first', async () => {
      const [makerId, subjectId] = [newId(), newId()];
      const own = [await keep({ makerId, subjectId }), await keep({ makerId, subjectId, sealed: null })];
      const last = await keep({ makerId, subjectId });
      await keep({ makerId });
      await keep({ subjectId });
      // Ids of one millisecond have any order.
      const newest = [last, ...own]
        .map(({ id }) => id)
        .toSorted()
        .toReversed();
      const [first = ''] = newest;
      expect(idsOf(await store.wraps.madeOf(makerId, subjectId, null, 10))).toEqual(newest);
      expect(idsOf(await store.wraps.madeOf(makerId, subjectId, null, 1))).toEqual([first]);
      expect(idsOf(await store.wraps.madeOf(makerId, subjectId, first, 10))).toEqual(newest.slice(1));
    });

    it('finds the sealed values of an object, or of one version of it, whoever made them', async () => {
      const subjectId = newId();
      const first = await keep({ subjectId, version: 1 });
      const second = await keep({ subjectId, version: 2 });
      await keep({ subjectId, version: 1, sealed: null });
      await keep({ version: 1 });
      expect(idsOf(await store.wraps.sealedOf('secret', subjectId, null, 10)).sort()).toEqual(
        [first.id, second.id].sort(),
      );
      expect(idsOf(await store.wraps.sealedOf('secret', subjectId, 2, 10))).toEqual([second.id]);
      expect(await store.wraps.sealedOf('secret', subjectId, null, 1)).toHaveLength(1);
      expect(await store.wraps.sealedOf('secret', subjectId, 3, 10)).toEqual([]);
    });

    it('finds everything that an account made', async () => {
      const makerId = newId();
      const own = [await keep({ makerId }), await keep({ makerId, sealed: null })].map(({ id }) => id);
      await keep();
      expect((await store.wraps.idsOf(makerId, 10)).toSorted()).toEqual(own.toSorted());
      expect(await store.wraps.idsOf(makerId, 1)).toHaveLength(1);
    });

    it('is opened by as many of 50 simultaneous requests as it has views, on two nodes [R112]', async () => {
      const node = await store.another();
      try {
        const wrap = await keep({ views: 3, openedAt: [] });
        const view = async (turn: number): Promise<boolean> => {
          const { wraps } = (turn % 2 ? store : node).wraps;
          for (;;) {
            const stored = await wraps.load(wrap.id);
            if (!stored || stored.value.sealed === null) return false;
            const next = opened(stored.value, turn);
            if ((await wraps.replace(next, stored.revision, newId())) === 'published') return true;
          }
        };
        const answers = await Promise.all(Array.from({ length: 50 }, (_, turn) => view(turn)));
        expect(answers.filter(Boolean)).toHaveLength(3);
        const stored = await store.wraps.wraps.load(wrap.id);
        expect(stored?.value).toMatchObject({
          sealed: null,
          openedAt: [expect.any(Number), expect.any(Number), expect.any(Number)],
        });
      } finally {
        await node.close();
      }
    });
  });
}
