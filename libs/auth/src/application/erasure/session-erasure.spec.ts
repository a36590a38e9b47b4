import { newId, PartUnavailable } from '#kernel';
import { aSession } from '../../testing/documents.js';
import { MemorySessionStore } from '../../testing/identity-stores.js';
import { SessionErasure } from './session-erasure.js';

describe('the erasure of the sessions of a deleted account', () => {
  const userId = newId();
  let store: MemorySessionStore;
  let erasure: SessionErasure;

  beforeEach(async () => {
    store = new MemorySessionStore();
    erasure = new SessionErasure(store);
    await store.sessions.insert(aSession(), newId());
  });

  const left = () => store.sessions.peekAll().map(({ value }) => value.userId === userId);
  const insert = async (count: number) => {
    for (let n = 0; n < count; n += 1)
      await store.sessions.insert(aSession({ userId, revokedAt: n % 2 || null }), newId());
  };

  it('removes no session of another user', async () => {
    expect(await erasure.sweep(newId())).toBe(0);
    expect(left()).toEqual([false]);
  });

  it('removes all sessions, also ended ones, however many there are', async () => {
    await insert(450);
    expect(await erasure.sweep(userId)).toBe(450);
    expect(left()).toEqual([false]);
    expect(await erasure.sweep(userId)).toBe(0);
  });

  it('removes a session that is changed at the same time', async () => {
    await insert(1);
    store.sessions.hooks.before = async (operation, id) => {
      if (operation !== 'remove') return;
      store.sessions.hooks.before = () => {};
      await store.sessions.fence(id, newId());
    };
    expect(await erasure.sweep(userId)).toBe(1);
    expect(left()).toEqual([false]);
  });

  it('fails if the store is unavailable, and continues when it is called again', async () => {
    await insert(3);
    let removals = 0;
    store.sessions.hooks.before = (operation) => {
      if (operation === 'remove' && ++removals === 2) throw new PartUnavailable('store');
    };
    await expect(erasure.sweep(userId)).rejects.toThrow(PartUnavailable);
    expect(await erasure.sweep(userId)).toBe(2);
  });
});
