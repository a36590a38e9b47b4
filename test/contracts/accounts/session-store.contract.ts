import type { Session } from '#auth';
import { aSession } from '#auth/testing';
import { newId } from '#kernel';
import type { OpenStore, StoreUnderTest } from '#storage/testing';

export function describeSessionStoreContract(name: string, open: OpenStore): void {
  describe(`SessionStore on ${name}`, () => {
    let store: StoreUnderTest;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    const insert = async (...sessions: Session[]) => {
      for (const session of sessions) await store.sessions.sessions.insert(session, newId());
    };

    it('lists neither revoked sessions nor those of other users', async () => {
      const userId = newId();
      const live = aSession({ userId });
      await insert(live, aSession(), aSession({ userId, revokedAt: 5, revokedBecause: 'logout' }));
      expect(await store.sessions.liveOf(userId, null, 10)).toEqual([{ revision: 1, value: live }]);
      expect(await store.sessions.liveOf(newId(), null, 10)).toEqual([]);
    });

    it('lists the newest ids first, page by page, without gap or repeat, whatever the clock said', async () => {
      const userId = newId();
      const sessions = Array.from({ length: 5 }, (_, at) => aSession({ userId, createdAt: 5 - at }));
      const newest = sessions
        .map(({ id }) => id)
        .sort()
        .reverse();
      await insert(...sessions, aSession({ userId, revokedAt: 5, revokedBecause: 'ended' }), aSession());
      const idsOf = async (before: string | null, limit: number) =>
        (await store.sessions.liveOf(userId, before, limit)).map(({ value }) => value.id);
      expect(await idsOf(null, 10)).toEqual(newest);
      expect(await idsOf(null, 2)).toEqual(newest.slice(0, 2));
      expect(await idsOf(newest[1] ?? '', 2)).toEqual(newest.slice(2, 4));
      expect(await idsOf(newest[3] ?? '', 2)).toEqual(newest.slice(4));
      expect(await idsOf(newest[4] ?? '', 2)).toEqual([]);
    });

    it('keeps every field as given, and null where a field may be null', async () => {
      const bare = aSession({ ip: null, userAgent: null });
      const full = aSession({ revokedAt: 7, revokedBecause: 'user', mfaAt: 5, authEpoch: 3, generation: 2 });
      await insert(bare, full);
      for (const session of [bare, full]) {
        expect(await store.sessions.sessions.load(session.id)).toEqual({ revision: 1, value: session });
      }
    });

    it('stops listing a session as soon as it is revoked', async () => {
      const session = aSession();
      await insert(session);
      const revoked: Session = { ...session, revokedAt: 9, revokedBecause: 'reuse' };
      expect(await store.sessions.sessions.replace(revoked, 1, newId())).toBe('published');
      expect(await store.sessions.liveOf(session.userId, null, 10)).toEqual([]);
    });

    it('lets one of 50 simultaneous refreshes of one generation win, on two nodes [R35]', async () => {
      const node = await store.another();
      try {
        const session = aSession();
        await insert(session);
        const rotate = (turn: number) => {
          const { sessions } = (turn % 2 ? store : node).sessions;
          return sessions.replace({ ...session, generation: 2, rotatedAt: turn }, 1, newId());
        };
        const answers = await Promise.all(Array.from({ length: 50 }, (_, turn) => rotate(turn)));
        expect(answers.filter((answer) => answer === 'published')).toHaveLength(1);
        expect((await store.sessions.sessions.load(session.id))?.value.rotatedAt).toBe(answers.indexOf('published'));
      } finally {
        await node.close();
      }
    });

    it('lists every session of a user, also ended ones, and of nobody else', async () => {
      const userId = newId();
      const own = [aSession({ userId }), aSession({ userId, revokedAt: 5, revokedBecause: 'logout' })];
      await insert(...own, aSession());
      expect((await store.sessions.idsOf(userId, 10)).sort()).toEqual(own.map(({ id }) => id).sort());
      expect(await store.sessions.idsOf(userId, 1)).toHaveLength(1);
      expect(await store.sessions.idsOf(newId(), 10)).toEqual([]);
    });

    it('lists for the sweep all sessions that expired before a time, revoked or not', async () => {
      const sessions = [10, 20, 30].map((absoluteExpiresAt) => aSession({ absoluteExpiresAt }));
      const revoked = aSession({ absoluteExpiresAt: 15, revokedAt: 12, revokedBecause: 'ended' });
      await insert(...sessions, revoked);
      const expired = await store.sessions.expiredBefore(30, 10);
      expect(expired.sort()).toEqual([sessions[0]?.id, sessions[1]?.id, revoked.id].sort());
      expect(await store.sessions.expiredBefore(10, 10)).toEqual([]);
      expect(await store.sessions.expiredBefore(30, 2)).toHaveLength(2);
    });
  });
}
