import { newId } from '#kernel';
import { type KeyRing, MASTER_RING, SECRETS_RING } from '#keys';
import { aKeyRing } from '../factories/documents.js';
import type { OpenStore, StoreUnderTest } from './store-under-test.js';

export function describeKeyRingStoreContract(name: string, open: OpenStore): void {
  describe(`KeyRingStore on ${name}`, () => {
    let store: StoreUnderTest;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    it('keeps the rings of the master, of the team and of users apart, with every field', async () => {
      const { rings } = store.rings;
      const made = [
        aKeyRing({ id: MASTER_RING, canary: 'Y2FuYXJ5' }),
        aKeyRing({ id: SECRETS_RING }),
        aKeyRing({ id: `user:${newId()}` }),
      ];
      for (const ring of made) expect(await rings.insert(ring, newId())).toBe('inserted');
      for (const ring of made) expect(await rings.load(ring.id)).toEqual({ revision: 1, value: ring });
    });

    it('lets one of 20 activations of the next version at once win [R63]', async () => {
      const { rings } = store.rings;
      const ring = aKeyRing();
      await rings.insert(ring, newId());
      const next = (createdAt: number): KeyRing => ({
        ...ring,
        versions: [
          { version: 1, state: 'retiring', createdAt: 1 },
          { version: 2, state: 'active', createdAt },
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
  });
}
