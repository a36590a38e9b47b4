import { aCreation } from '#idempotency/testing';
import { newId } from '#kernel';
import type { OpenStore, StoreUnderTest } from '#storage/testing';
import { describeExpiry } from '../accounts/expiry.contract.js';

export function describeCreationStoreContract(name: string, open: OpenStore): void {
  describe(`CreationStore on ${name}`, () => {
    let store: StoreUnderTest;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    describe('expiry', () =>
      describeExpiry(() => ({
        documents: store.creations.creations,
        make: (expiresAt) => aCreation({ expiresAt }),
        expiredBefore: (at, limit) => store.creations.expiredBefore(at, limit),
      })));

    it('lets one of 50 simultaneous requests with one key create the object, on two nodes [R88]', async () => {
      const node = await store.another();
      try {
        const rivals = Array.from({ length: 50 }, () => aCreation({ id: 'one-key' }));
        const answers = await Promise.all(
          rivals.map((rival, turn) => (turn % 2 ? store : node).creations.creations.insert(rival, newId())),
        );
        expect(answers.filter((answer) => answer === 'inserted')).toHaveLength(1);
        const winner = rivals[answers.indexOf('inserted')];
        for (const { creations } of [store, node]) {
          expect(await creations.creations.load('one-key')).toEqual({ revision: 1, value: winner });
        }
      } finally {
        await node.close();
      }
    });

    it('finds the records of an account by the hash of its id, and by the account that was made', async () => {
      const { creations } = store;
      const [owner, older] = ['hash-of-ann', 'hash-of-ann-under-an-older-pepper'];
      const ann = newId();
      const own = [aCreation({ owner }), aCreation({ owner: older }), aCreation({ objectId: ann })];
      for (const one of [...own, aCreation(), aCreation()]) await creations.creations.insert(one, newId());
      await creations.creations.fence(newId(), newId());
      const found = await creations.idsOf([owner, older], 10);
      expect(found.toSorted()).toEqual([own[0]?.id, own[1]?.id].toSorted());
      expect(await creations.idsOf([owner, older], 1)).toHaveLength(1);
      expect(await creations.idsOf([''], 10)).toEqual([]);
      expect(await creations.idsOfObject(ann, 10)).toEqual([own[2]?.id]);
      const unnamed = aCreation({ owner: '', keyVersion: null });
      await creations.creations.insert(unnamed, newId());
      expect(await creations.idsOf([''], 10)).toEqual([unnamed.id]);
    });

    it('keeps every field as given, and the id that replaced a fenced one', async () => {
      const { creations } = store.creations;
      const creation = aCreation();
      await creations.insert(creation, newId());
      expect(await creations.load(creation.id)).toEqual({ revision: 1, value: creation });
      const moved = { ...creation, objectId: newId(), madeAt: 5 };
      expect(await creations.replace(moved, 1, newId())).toBe('published');
      expect(await creations.load(creation.id)).toEqual({ revision: 2, value: moved });
      expect(await creations.replace(creation, 2, newId())).toBe('published');
      expect(await creations.load(creation.id)).toEqual({ revision: 3, value: creation });
    });
  });
}
