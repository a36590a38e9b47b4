import { newId } from '#kernel';
import type { Binding } from '#service-accounts';
import { aBinding } from '#service-accounts/testing';
import type { StoreUnderTest } from '#storage/testing';

type BindingsUnderTest = Pick<StoreUnderTest, 'bindings' | 'close'>;

export function describeBindingStoreContract(name: string, open: () => Promise<BindingsUnderTest>): void {
  describe(`BindingStore on ${name}`, () => {
    let store: BindingsUnderTest;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    const insert = async (...bindings: Binding[]) => {
      for (const binding of bindings) await store.bindings.bindings.insert(binding, newId());
    };

    it('shows no binding of another account, and no id that a fence took', async () => {
      const accountId = newId();
      const late = aBinding({ accountId });
      await store.bindings.bindings.fence(late.id, newId());
      await insert(aBinding(), late);
      expect(await store.bindings.ofAccount(accountId, null, 10)).toEqual([]);
    });

    it('lists the oldest ids of an account first, page by page', async () => {
      const accountId = newId();
      const bindings = Array.from({ length: 5 }, () => aBinding({ accountId }));
      const ids = bindings.map(({ id }) => id).sort();
      await insert(...bindings, aBinding());
      const idsOf = async (after: string | null, limit: number) =>
        (await store.bindings.ofAccount(accountId, after, limit)).map(({ value }) => value.id);
      expect(await idsOf(null, 10)).toEqual(ids);
      expect(await idsOf(null, 2)).toEqual(ids.slice(0, 2));
      expect(await idsOf(ids[1] ?? '', 2)).toEqual(ids.slice(2, 4));
      expect(await idsOf(ids[4] ?? '', 2)).toEqual([]);
    });

    it('keeps every field as given: names of claims have dots, slashes and dollars', async () => {
      const claims = [
        { claim: '/kubernetes.io/namespace', values: ['ci', 'cd'] },
        { claim: 'https://example.com/$team', values: ['a.b'] },
      ];
      const value = aBinding({ claims, ttl: 60, epoch: 9, updatedAt: 5 });
      await insert(value);
      expect(await store.bindings.bindings.load(value.id)).toEqual({ revision: 1, value });
      expect(await store.bindings.ofAccount(value.accountId, null, 1)).toEqual([{ revision: 1, value }]);
    });

    it('shows a binding no more as soon as it is ended or removed', async () => {
      const accountId = newId();
      const [ended, removed, live] = [aBinding({ accountId }), aBinding({ accountId }), aBinding({ accountId })];
      await insert(ended, removed, live);
      await store.bindings.bindings.replace({ ...ended, endedAt: 7 }, 1, newId());
      expect(await store.bindings.bindings.remove(removed.id, 1)).toBe(true);
      expect(await store.bindings.ofAccount(accountId, null, 10)).toEqual([{ revision: 1, value: live }]);
    });

    it('finds all bindings of an account for its deletion, and ended ones for the sweep, oldest end first', async () => {
      const accountId = newId();
      const ends = [null, -9_000, -9_002, -9_001];
      const made = ends.map((endedAt) => aBinding({ accountId, endedAt }));
      await insert(...made, aBinding());
      const ids = made.map(({ id }) => id);
      expect((await store.bindings.idsOf(accountId, 10)).sort()).toEqual([...ids].sort());
      expect(await store.bindings.idsOf(accountId, 2)).toHaveLength(2);
      expect(await store.bindings.endedBefore(-9_000, 10)).toEqual([ids[2], ids[3]]);
      expect(await store.bindings.endedBefore(-8_000, 2)).toEqual([ids[2], ids[3]]);
    });
  });
}
