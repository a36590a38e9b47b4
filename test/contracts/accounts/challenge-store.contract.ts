import type { Challenge } from '#auth';
import { aChallenge, CHALLENGE_PURPOSES } from '#auth/testing';
import { newId } from '#kernel';
import type { OpenStore, StoreUnderTest } from '#storage/testing';
import { describeExpiry } from './expiry.contract.js';

export function describeChallengeStoreContract(name: string, open: OpenStore): void {
  describe(`ChallengeStore on ${name}`, () => {
    let store: StoreUnderTest;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    describe('expiry', () =>
      describeExpiry(() => ({
        documents: store.challenges.challenges,
        make: (expiresAt) => aChallenge({ expiresAt }),
        expiredBefore: (at, limit) => store.challenges.expiredBefore(at, limit),
      })));

    it('keeps every field of every purpose as given, and null where a field may be null', async () => {
      const { challenges } = store.challenges;
      const userId = newId();
      for (const purpose of CHALLENGE_PURPOSES) {
        const full = aChallenge({ id: `${purpose}:${userId}`, purpose, userId, authEpoch: 7, usedAt: 5 });
        const bare = aChallenge({ purpose, userId, tokenHash: null, roles: null, code: null, usedAt: null });
        for (const challenge of [full, bare]) {
          expect(await challenges.insert(challenge, newId())).toBe('inserted');
          expect(await challenges.load(challenge.id)).toEqual({ revision: 1, value: challenge });
        }
      }
    });

    it('finds every challenge of a user, used and expired ones too, and none of another', async () => {
      const { challenges } = store.challenges;
      const userId = newId();
      const own = [aChallenge({ userId }), aChallenge({ userId, usedAt: 5 }), aChallenge({ userId, expiresAt: 1_500 })];
      for (const one of [...own, aChallenge()]) await challenges.insert(one, newId());
      const found = await store.challenges.idsOf(userId, 10);
      expect(found.toSorted()).toEqual(own.map(({ id }) => id).toSorted());
      expect(await store.challenges.idsOf(userId, 2)).toHaveLength(2);
    });

    it('keeps nothing of a code that was removed or replaced [R22]', async () => {
      const { challenges } = store.challenges;
      const challenge = aChallenge();
      await challenges.insert(challenge, newId());
      const taken: Challenge = { ...challenge, code: null };
      expect(await challenges.replace(taken, 1, newId())).toBe('published');
      expect(await challenges.load(challenge.id)).toEqual({ revision: 2, value: taken });
      const anew = { ...challenge, code: { hash: 'bmV3', address: 'b@example.org', expiresAt: 9, failures: 4 } };
      expect(await challenges.replace(anew, 2, newId())).toBe('published');
      expect(await challenges.load(challenge.id)).toEqual({ revision: 3, value: anew });
    });

    it('is used by one of 50 simultaneous requests, on two nodes [R24]', async () => {
      const node = await store.another();
      try {
        const challenge = aChallenge();
        await store.challenges.challenges.insert(challenge, newId());
        const use = (turn: number) => {
          const { challenges } = (turn % 2 ? store : node).challenges;
          return challenges.replace({ ...challenge, usedAt: turn }, 1, newId());
        };
        const answers = await Promise.all(Array.from({ length: 50 }, (_, turn) => use(turn)));
        expect(answers.filter((answer) => answer === 'published')).toHaveLength(1);
        const stored = await store.challenges.challenges.load(challenge.id);
        expect(stored?.value.usedAt).toBe(answers.indexOf('published'));
      } finally {
        await node.close();
      }
    });
  });
}
