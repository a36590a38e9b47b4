import type { Lockout } from '#auth';
import { aLockout } from '#auth/testing';
import { newId } from '#kernel';
import type { OpenStore, StoreUnderTest } from '#storage/testing';
import { describeExpiry } from './expiry.contract.js';

export function describeLockoutStoreContract(name: string, open: OpenStore): void {
  describe(`LockoutStore on ${name}`, () => {
    let store: StoreUnderTest;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    describe('expiry', () =>
      describeExpiry(() => ({
        documents: store.lockouts.lockouts,
        make: (expiresAt) => aLockout({ expiresAt }),
        expiredBefore: (at, limit) => store.lockouts.expiredBefore(at, limit),
      })));

    it('keeps every field as given, with no network or many in their order', async () => {
      const { lockouts } = store.lockouts;
      const none = aLockout({ networks: [] });
      const { networks } = aLockout();
      const many = aLockout({ networks: Array.from({ length: 50 }, () => networks).flat(), refused: 7 });
      const codeRun = {
        ...{ account: none.id, known: { count: 1, lastAt: none.expiresAt } },
        strangers: { count: 50, lastAt: none.expiresAt },
      };
      for (const lockout of [none, many, aLockout({ codeRun })]) {
        expect(await lockouts.insert(lockout, newId())).toBe('inserted');
        expect(await lockouts.load(lockout.id)).toEqual({ revision: 1, value: lockout });
      }
      const emptied: Lockout = { ...many, networks: [], total: { count: 0, startedAt: 0 } };
      expect(await lockouts.replace(emptied, 1, newId())).toBe('published');
      expect(await lockouts.load(many.id)).toEqual({ revision: 2, value: emptied });
    });

    it('counts each of 20 simultaneous attempts, on two nodes [R11]', async () => {
      const node = await store.another();
      try {
        const { id } = aLockout();
        const count = async ({ lockouts: { lockouts } }: StoreUnderTest): Promise<void> => {
          const stored = await lockouts.load(id);
          const answer = stored
            ? await lockouts.replace({ ...stored.value, refused: stored.value.refused + 1 }, stored.revision, newId())
            : await lockouts.insert(aLockout({ id, refused: 1 }), newId());
          if (answer !== 'published' && answer !== 'inserted') await count(turnOf());
        };
        let turn = 0;
        const turnOf = () => (turn++ % 2 ? store : node);
        await Promise.all(Array.from({ length: 20 }, () => count(turnOf())));
        expect(await store.lockouts.lockouts.load(id)).toMatchObject({ revision: 20, value: { refused: 20 } });
      } finally {
        await node.close();
      }
    });
  });
}
