import type { Setup } from '#auth';
import { SETUP_ID } from '#auth/testing';
import { newId } from '#kernel';
import type { OpenStore, StoreUnderTest } from '#storage/testing';

const OPEN: Setup = { id: SETUP_ID, state: 'open', tokenHash: 'aGFzaA', tokenExpiresAt: 1_000, userId: null };

function doneBy(userId: string): Setup {
  return { id: SETUP_ID, state: 'done', tokenHash: null, tokenExpiresAt: null, userId };
}

export function describeSetupStoreContract(name: string, open: OpenStore): void {
  describe(`SetupStore on ${name}`, () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    it('does not exist in an empty store', async () => {
      expect(await store.setups.setups.load(SETUP_ID)).toBeNull();
      await store.setups.setups.insert(OPEN, newId());
      expect(await store.setups.setups.load(SETUP_ID)).toEqual({ revision: 1, value: OPEN });
    });

    it('is opened by one of 10 simultaneous starts, and a later start replaces its token', async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => store.setups.setups.insert(OPEN, newId())));
      expect(answers.filter((answer) => answer === 'inserted')).toHaveLength(1);
      const reopened: Setup = { ...OPEN, tokenHash: 'bmV3', tokenExpiresAt: null };
      expect(await store.setups.setups.replace(reopened, 1, newId())).toBe('published');
      expect((await store.setups.setups.load(SETUP_ID))?.value).toEqual(reopened);
    });

    it('admits one of 20 simultaneous first administrators', async () => {
      await store.setups.setups.insert(OPEN, newId());
      const users = Array.from({ length: 20 }, () => newId());
      const answers = await Promise.all(users.map((user) => store.setups.setups.replace(doneBy(user), 1, newId())));
      expect(answers.filter((answer) => answer === 'published')).toHaveLength(1);
      const winner = users[answers.indexOf('published')] ?? '';
      expect(await store.setups.setups.load(SETUP_ID)).toEqual({ revision: 2, value: doneBy(winner) });
    });
  });
}
