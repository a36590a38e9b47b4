import type { Session } from '#auth';
import { newId } from '#kernel';
import { aSession } from '../factories/documents.js';
import type { OpenStore, StoreUnderTest } from './store-under-test.js';

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

    it('shows neither revoked sessions nor those of others', async () => {
      const userId = newId();
      const live = aSession({ userId });
      await insert(live, aSession(), aSession({ userId, revokedAt: 5, revokedBecause: 'logout' }));
      expect(await store.sessions.liveOf(userId, 10)).toEqual([{ revision: 1, value: live }]);
      expect(await store.sessions.liveOf(newId(), 10)).toEqual([]);
    });

    it('shows the newest first and no more than asked for', async () => {
      const userId = newId();
      const sessions = [3, 1, 2].map((createdAt) => aSession({ userId, createdAt }));
      await insert(...sessions);
      const times = async (limit: number) =>
        (await store.sessions.liveOf(userId, limit)).map(({ value }) => value.createdAt);
      expect(await times(10)).toEqual([3, 2, 1]);
      expect(await times(2)).toEqual([3, 2]);
    });

    it('shows a session no more once it is revoked, at once', async () => {
      const session = aSession();
      await insert(session);
      const revoked: Session = { ...session, revokedAt: 9, revokedBecause: 'reuse' };
      expect(await store.sessions.sessions.replace(revoked, 1, newId())).toBe('published');
      expect(await store.sessions.liveOf(session.userId, 10)).toEqual([]);
    });

    it('lets one of 50 refreshes of one generation at once win, on two nodes [R35]', async () => {
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

    it('names for the sweep what expired before a time, revoked or not, and nothing later', async () => {
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
