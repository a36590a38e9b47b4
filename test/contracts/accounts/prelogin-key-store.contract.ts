import type { PreloginKey } from '#auth';
import { PRELOGIN_KEY_ID } from '#auth/testing';
import { newId } from '#kernel';
import type { OpenStore, StoreUnderTest } from '#storage/testing';

export function describePreloginKeyStoreContract(name: string, open: OpenStore): void {
  describe(`PreloginKeyStore on ${name}`, () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    it('has no key in an empty store', async () => {
      const key: PreloginKey = { id: PRELOGIN_KEY_ID, key: Buffer.alloc(32, 7).toString('base64') };
      expect(await store.preloginKeys.keys.load(PRELOGIN_KEY_ID)).toBeNull();
      expect(await store.preloginKeys.keys.insert(key, newId())).toBe('inserted');
      expect(await store.preloginKeys.keys.load(PRELOGIN_KEY_ID)).toEqual({ revision: 1, value: key });
    });

    it('keeps one of the keys that 20 simultaneous requests make on two nodes, and shows it to both', async () => {
      const node = await store.another();
      try {
        const made = Array.from({ length: 20 }, (_, turn) => `a2V5${turn}`);
        const answers = await Promise.all(
          made.map((key, turn) =>
            (turn % 2 ? store : node).preloginKeys.keys.insert({ id: PRELOGIN_KEY_ID, key }, newId()),
          ),
        );
        expect(answers.filter((answer) => answer === 'inserted')).toHaveLength(1);
        const winner = made[answers.indexOf('inserted')];
        for (const { preloginKeys } of [store, node]) {
          expect((await preloginKeys.keys.load(PRELOGIN_KEY_ID))?.value.key).toBe(winner);
        }
      } finally {
        await node.close();
      }
    });
  });
}
