import { leafHashesOf, type StoredRecord } from '#audit';
import { toRecord } from '#audit/testing';
import { aChallenge, aLockout, aSession, SETUP_ID } from '#auth/testing';
import { aVault } from '#entries/testing';
import { aCreation } from '#idempotency/testing';
import { newId, PartUnavailable } from '#kernel';
import { aKeyRing, aRotation } from '#keys/testing';
import { MODEL_ID } from '#policies';
import { keptAmong, summaryOf } from '#secrets';
import { aSecret } from '#secrets/testing';
import { aSensitiveRecord } from '#sensitive-data/testing';
import type { StoreUnderTest } from '#storage/testing';
import { aUser } from '#users/testing';
import { formatOf, KEPT, OLDER_STORES, type OlderStore } from '../../fixtures/stores/older-stores.js';

/** A store on what an older build wrote, and a way past it to the rows. */
export interface OlderUnderTest extends StoreUnderTest {
  /** Marks every secret as written in a format that no build knows. */
  markNewer(): Promise<void>;
}

const EVER = 9_000_000_000_000;

/** Each value has the fields of `sample`, no more and no fewer. Empty lists prove nothing, so they fail. */
function expectComplete(values: readonly object[], sample: object): void {
  const fields = Object.keys(sample).sort();
  expect(values.map((value) => Object.keys(value).sort())).toEqual(values.map(() => fields));
  expect(values.length).toBeGreaterThan(0);
}

function found<T>(stored: T | null): T {
  if (stored === null) throw new Error('a document of the older store is not found');
  return stored;
}

/** What the sweep of a store of expiring documents would find. */
async function everyExpiring<T extends object>(
  store: { expiredBefore(at: number, limit: number): Promise<string[]> },
  documents: { load(id: string): Promise<{ readonly value: T } | null> },
): Promise<T[]> {
  const loaded = await Promise.all((await store.expiredBefore(EVER, 100)).map((id) => documents.load(id)));
  return loaded.flatMap((stored) => stored?.value ?? []);
}

/** Rows from before a field existed are read with its default, and written back whole. */
export function describeOlderRows(name: string, open: (older: OlderStore) => Promise<OlderUnderTest>): void {
  describe.each(OLDER_STORES)(`rows of %s on ${name}`, (older) => {
    let store: OlderUnderTest;
    beforeAll(async () => {
      store = await open(older);
    });
    afterAll(() => store.close());

    it('give secrets no reseals, and no owner where they had none', async () => {
      const secrets = (await store.secrets.headsAfter(null, 100)).map(({ value }) => value);
      expectComplete(secrets, aSecret());
      for (const { path, reseals, owner } of secrets) {
        expect(Number.isInteger(reseals)).toBe(true);
        expect(owner).toBe(formatOf(older) >= 2 && path === 'prod/keyed' ? 'payments' : null);
      }
      const listed = await store.secrets.scan('live', { from: '', to: null }, null, 100);
      expectComplete(
        listed.map(({ value }) => value),
        summaryOf(aSecret()),
      );
      const kept = new Map(secrets.map(({ id, versions }) => [id, keptAmong(versions)]));
      for (const { value } of listed) expect(value.versionsKept).toBe(kept.get(value.id));
    });

    it('give accounts no probe of an erasure', async () => {
      const users = (await store.users.list({ kind: 'person' }, null, 100)).found.map(({ value }) => value);
      expectComplete(users, aUser());
      expect(users.map(({ username, erasureProbe }) => [username, erasureProbe])).toEqual([
        ['ada', null],
        ['grace', null],
        ['grete', null],
      ]);
    });

    it('give key versions no time of retirement, until a pass has found nothing under them', async () => {
      const rings = (await store.rings.list(null, 100)).map(({ value }) => value);
      expectComplete(rings, aKeyRing());
      for (const { retiredAt, state } of rings.flatMap(({ versions }) => versions)) {
        expect(retiredAt === null).toBe(state === 'active' || state === 'retiring');
      }
    });

    it('give every other document with all fields', async () => {
      expect((await store.setups.setups.load(SETUP_ID))?.value).toMatchObject({ state: 'done' });
      expect((await store.models.models.load(MODEL_ID))?.value.roles.map((role) => role.name)).toContain('operator');
      expectComplete(await everyExpiring(store.sessions, store.sessions.sessions), aSession());
      expectComplete(await everyExpiring(store.lockouts, store.lockouts.lockouts), aLockout());
      for (const challenge of await everyExpiring(store.challenges, store.challenges.challenges)) {
        expectComplete([challenge], aChallenge());
      }
    });

    it('give personal data, vaults, rotations and creations with all fields, if the build had them', async () => {
      const { value: ada } = found(await store.users.findByUsername('ada'));
      const vault = await store.vaults.vaults.load(ada.id);
      expect(vault === null).toBe(older === 'format-1-6f70982');
      if (!vault) return;
      expectComplete([vault.value], aVault());
      expectComplete(
        (await store.sensitiveData.list(ada.id, null, 10)).map(({ value }) => value),
        aSensitiveRecord(),
      );
      expectComplete(
        (await store.rotations.due(EVER, 10)).map(({ value }) => value),
        aRotation(),
      );
      expectComplete(await everyExpiring(store.creations, store.creations.creations), aCreation());
    });

    it('give the whole audit log', async () => {
      const head = await store.audit.head();
      const records = await store.audit.read(1, head + 1);
      expect(records.map(({ leaf }) => JSON.parse(leaf).seq)).toEqual(records.map((_, index) => index + 1));
      expect(records).toHaveLength(head);
      const isNamed = records.some(({ lasting }) => Object.keys(lasting).length > 0);
      expect(isNamed).toBe(formatOf(older) >= 8);
      const record = toRecord(records[0] as StoredRecord);
      expect(record).toMatchObject({ seq: 1, model: null, credential: null, version: null, resource_name: null });
    });

    it('give the hash of every leaf, so that a tree is built over them', async () => {
      const head = await store.audit.head();
      const records = await store.audit.read(1, head);
      expect(new Set(records.map(({ leaf }) => JSON.parse(leaf).v))).toEqual(new Set([formatOf(older) >= 8 ? 2 : 1]));
      expect(await store.audit.leafHashes(1, head + 1)).toEqual(leafHashesOf(records));
      expect(await store.audit.first()).toBe(1);
      expect(await store.tiles.count(0)).toBe(0);
    });

    it('are written back with all fields, in the present format', async () => {
      const { revision, value } = found(await store.secrets.findByPath(KEPT.path));
      const changed = { ...value, owner: 'ops', reseals: value.reseals + 1 };
      expect(await store.secrets.heads.replace(changed, revision, newId())).toBe('published');
      expect((await store.secrets.findByPath(KEPT.path))?.value).toEqual(changed);
    });

    it('are not read if a newer build wrote them meanwhile, since this build would lose unknown fields', async () => {
      await store.markNewer();
      const reading = store.secrets.findByPath(KEPT.path);
      await expect(reading).rejects.toBeInstanceOf(PartUnavailable);
      await expect(reading).rejects.toMatchObject({ cause: { message: expect.stringContaining('newer Coffer') } });
    });
  });
}
