import { newId } from '#kernel';
import type { ApiKey } from '#service-accounts';
import { anApiKey } from '#service-accounts/testing';
import type { OpenStore, StoreUnderTest } from '#storage/testing';

export function describeApiKeyStoreContract(name: string, open: OpenStore): void {
  describe(`ApiKeyStore on ${name}`, () => {
    let store: StoreUnderTest;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    const insert = async (...keys: ApiKey[]) => {
      for (const key of keys) expect(await store.apiKeys.keys.insert(key, newId())).toBe('inserted');
    };

    it('keeps every field as given, and null where a field may be null', async () => {
      const full = anApiKey({
        ...{ scope: '[{"effect":"allow"}]', allowedIps: ['10.0.0.0/8', 'fd00::/8'] },
        ...{ endedAt: 5, endedBecause: 'leaked', predecessorId: newId(), successorId: newId(), isNamed: false },
      });
      const bare = anApiKey({ remindAt: null });
      await insert(full, bare);
      for (const key of [full, bare]) {
        expect(await store.apiKeys.keys.load(key.id)).toEqual({ revision: 1, value: key });
      }
    });

    it('lists the keys of an account alone, the newest first, page by page', async () => {
      const accountId = newId();
      const own = Array.from({ length: 5 }, (_, at) => anApiKey({ accountId, endedAt: at % 2 ? 5 : null }));
      await insert(...own, anApiKey());
      const newest = own
        .map(({ id }) => id)
        .sort()
        .reverse();
      const page = async (before: string | null, limit: number) =>
        (await store.apiKeys.ofAccount(accountId, before, limit)).map(({ value }) => value.id);
      expect(await page(null, 10)).toEqual(newest);
      expect(await page(null, 2)).toEqual(newest.slice(0, 2));
      expect(await page(newest[1] ?? '', 2)).toEqual(newest.slice(2, 4));
      expect(await page(newest[4] ?? '', 2)).toEqual([]);
      expect(await store.apiKeys.ofAccount(newId(), null, 10)).toEqual([]);
    });

    it('counts the keys of an account that are neither ended nor expired', async () => {
      const accountId = newId();
      const key = anApiKey({ accountId, expiresAt: 200, endedAt: null });
      await insert(key, anApiKey({ accountId, expiresAt: 300 }), anApiKey({ accountId, expiresAt: 300, endedAt: 90 }));
      expect(await store.apiKeys.liveCount(accountId, 100)).toBe(2);
      expect(await store.apiKeys.liveCount(accountId, 200)).toBe(1);
      expect(await store.apiKeys.keys.replace({ ...key, endedAt: 80 }, 1, newId())).toBe('published');
      expect(await store.apiKeys.liveCount(accountId, 100)).toBe(1);
      expect(await store.apiKeys.liveCount(newId(), 0)).toBe(0);
    });

    it('lists for the sweep what was over before a time, ended or expired, the longest first', async () => {
      const [expired, ended, later] = [
        anApiKey({ expiresAt: -80 }),
        anApiKey({ endedAt: -90 }),
        anApiKey({ expiresAt: -70, endedAt: -60 }),
      ];
      await insert(expired, ended, later);
      await store.apiKeys.keys.fence(newId(), newId());
      expect(await store.apiKeys.overBefore(-90, 10)).toEqual([]);
      expect(await store.apiKeys.overBefore(-70, 10)).toEqual([ended.id, expired.id]);
      expect(await store.apiKeys.overBefore(-69, 10)).toEqual([ended.id, expired.id, later.id]);
      expect(await store.apiKeys.overBefore(-69, 1)).toEqual([ended.id]);
    });

    it('lists whose reminder is due, the earliest first, and none without a reminder', async () => {
      const [second, first] = [anApiKey({ remindAt: 20 }), anApiKey({ remindAt: 10 })];
      await insert(second, first, anApiKey({ remindAt: null }));
      await store.apiKeys.keys.fence(newId(), newId());
      expect(await store.apiKeys.remindersBefore(10, 10)).toEqual([]);
      expect(await store.apiKeys.remindersBefore(21, 10)).toEqual([first.id, second.id]);
      expect(await store.apiKeys.remindersBefore(21, 1)).toEqual([first.id]);
      await store.apiKeys.keys.replace({ ...first, remindAt: null }, 1, newId());
      expect(await store.apiKeys.remindersBefore(21, 10)).toEqual([second.id]);
    });

    it('keeps the latest use, whatever the order of the notes and the node, and changes no key by it', async () => {
      const node = await store.another();
      try {
        const key = anApiKey();
        await insert(key);
        const uses = Array.from({ length: 20 }, (_, at) => ({ at: 1_000 + ((at * 7) % 20), ip: `192.0.2.${at}` }));
        await Promise.all(uses.map((use, at) => (at % 2 ? store : node).apiKeys.noteUse(key.id, use)));
        const latest = uses.find(({ at }) => at === 1_019);
        await store.apiKeys.noteUse(key.id, { at: 5, ip: null });
        expect(await store.apiKeys.usesOf([key.id, newId()])).toEqual(new Map([[key.id, latest]]));
        expect(await store.apiKeys.keys.load(key.id)).toEqual({ revision: 1, value: key });
        await store.apiKeys.noteUse(key.id, { at: 2_000, ip: null });
        expect((await node.apiKeys.usesOf([key.id])).get(key.id)).toEqual({ at: 2_000, ip: null });
        await node.apiKeys.forgetUse(key.id);
        expect(await store.apiKeys.usesOf([key.id])).toEqual(new Map());
      } finally {
        await node.close();
      }
    });

    it('lets one of 50 simultaneous rotations name a successor, on two nodes [R135]', async () => {
      const node = await store.another();
      try {
        const key = anApiKey();
        await insert(key);
        const name = (turn: number) =>
          (turn % 2 ? store : node).apiKeys.keys.replace({ ...key, successorId: String(turn) }, 1, newId());
        const answers = await Promise.all(Array.from({ length: 50 }, (_, turn) => name(turn)));
        expect(answers.filter((answer) => answer === 'published')).toHaveLength(1);
        const stored = await store.apiKeys.keys.load(key.id);
        expect(stored?.value.successorId).toBe(String(answers.indexOf('published')));
      } finally {
        await node.close();
      }
    });
  });
}
