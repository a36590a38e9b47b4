import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { mongo } from 'mongoose';
import { STORE_FORMAT } from '#kernel';
import { VaultAdmin } from '#keyring-vault/testing';
import { describeWithEngines } from '../../engines/engines.js';
import {
  formatOf,
  hasRootsBesideData,
  KEPT,
  OLDER_STORES,
  type OlderStore,
  productionRoots,
  restoreDocuments,
  restoreEmbedded,
  restoreRecords,
} from '../../fixtures/stores/older-stores.js';
import { must } from '../support/people/accounts.js';
import { type Answer, Api } from '../support/processes/api.js';
import { embeddedSite, productionSite, type Site } from '../support/processes/pairs.js';
import { failureOf } from '../support/processes/refusals.js';
import { StartFailed } from '../support/processes/server.js';

/** What was kept by the older build, and what is new in this one, on a server of this build. */
async function expectInUse(site: Site): Promise<void> {
  const nobody = await Api.of(await site.start());
  const ada = await nobody.login(KEPT.administrator.username, KEPT.administrator.password);
  const { items } = must(await ada.get(`/secrets?prefix=${KEPT.path}`)).body;
  expect(items).toMatchObject([
    { path: KEPT.path, version: 3, tags: ['db'], description: 'The main database', owner: null },
  ]);
  const [{ id, created_by }] = items;
  const theirs = must(await ada.get(`/secrets?created_by=${created_by}&prefix=${KEPT.path}`)).body.items;
  expect(theirs).toEqual(items);

  const reveal = async (query = '') => must(await ada.get(`/secrets/${id}/reveal${query}`)).body.value;
  expect([await reveal(), await reveal('?version=2')]).toEqual([KEPT.current, KEPT.previous]);
  expect((await ada.get(`/secrets/${id}/reveal?version=1`)).status).toBe(404);

  must(await ada.put(`/secrets/${id}/rotate`, { value: 'fourth' }));
  expect([await reveal(), await reveal('?version=3')]).toEqual(['fourth', KEPT.current]);
  must(await ada.post('/sensitive-data', { data_type: 'text', value: 'new in this format' }));
  const base64 = (bytes: number) => Buffer.alloc(bytes, 9).toString('base64');
  must(await ada.post('/entries', { ciphertext: base64(48), iv: base64(12), tag: base64(16) }));
  const { id: rotation } = must(await ada.post('/keys/secrets/rotate')).body;
  expect(must(await ada.get(`/keys/rotations/${rotation}`)).body).toMatchObject({ ring: 'secrets' });
  const trail = must(await ada.get(`/audit/logs?resource=${id}`)).body.items.map(
    ({ action }: Answer['body']) => action,
  );
  expect(trail).toEqual(expect.arrayContaining(['secret:write', 'secret:destroy', 'secret:rotate', 'secret:reveal']));
}

/** Embedded data whose roots are still beside the data. */
const UNMOVED = OLDER_STORES.filter(hasRootsBesideData);

describe.each(OLDER_STORES)('a server of this build on what %s wrote', (store: OlderStore) => {
  it('logs in, reveals and goes on, on SQLite and the local keyring; also after a restart [R109]', async () => {
    const site = await embeddedSite();
    const { DATA_DIR = '', KEYRING_DIR = '' } = site.env;
    rmSync(DATA_DIR, { recursive: true, force: true });
    restoreEmbedded(store, DATA_DIR, KEYRING_DIR);
    const told = (output: string) => output.match(/the store (is brought|has format)[^"]*/g);
    try {
      const first = await site.start();
      await first.stop();
      expect(told(first.output())).toEqual([
        `the store is brought from format ${formatOf(store)} to format ${STORE_FORMAT}: this may take minutes`,
        expect.stringMatching(`^the store has format ${STORE_FORMAT} now, after \\d+\\.\\d s$`),
      ]);
      const second = await site.start();
      await second.stop();
      expect(told(second.output())).toBeNull();
      await expectInUse(site);
    } finally {
      await site.clear();
    }
  });

  describeWithEngines('on MongoDB and OpenBao', (engines) => {
    it('logs in, reveals and goes on [R109]', async () => {
      const site = await productionSite({ VAULT_MASTER_KEY: 'kv', ...productionRoots(store) }, engines);
      try {
        await restoreDocuments(store, engines.mongodbUrl, String(site.env.DB_NAME));
        await restoreRecords(store, new VaultAdmin(engines), String(site.env.VAULT_KV_MOUNT));
        await expectInUse(site);
      } finally {
        await site.clear();
      }
    });
  });
});

describe('a command on a store of an older format', () => {
  const [store] = OLDER_STORES;

  it('tells of the migration on standard error, once', async () => {
    const site = await embeddedSite();
    const { DATA_DIR = '', KEYRING_DIR = '' } = site.env;
    rmSync(DATA_DIR, { recursive: true, force: true });
    restoreEmbedded(store, DATA_DIR, KEYRING_DIR);
    try {
      const run = () => site.run(['users', 'unlock', KEPT.administrator.username]);
      const told = ['Unlocked: the failed logins of the account were deleted.'];
      expect(await run()).toEqual({
        ...{ code: 0, told },
        complained: [
          `coffer: the store is brought from format ${formatOf(store)} to format ${STORE_FORMAT}: this may take minutes`,
          expect.stringMatching(`^coffer: the store has format ${STORE_FORMAT} now, after \\d+\\.\\d s$`),
        ],
      });
      expect(await run()).toEqual({ code: 0, told, complained: [] });
    } finally {
      await site.clear();
    }
  });
});

describe.each(UNMOVED)('the roots of %s', (store: OlderStore) => {
  it('stay beside the data until both folders are the right ones [R121]', async () => {
    const site = await embeddedSite();
    const { DATA_DIR = '', KEYRING_DIR = '' } = site.env;
    const aside = (folder: string) => `${folder}-unmounted`;
    const roots = () => [DATA_DIR, KEYRING_DIR].map((folder) => existsSync(join(folder, 'roots.json')));
    rmSync(DATA_DIR, { recursive: true, force: true });
    restoreEmbedded(store, DATA_DIR, KEYRING_DIR);
    try {
      renameSync(KEYRING_DIR, aside(KEYRING_DIR));
      const migration = [/^the store is brought from format \d/, /^the store has format \d/];
      expect(await failureOf(site.start(), migration)).toEqual([expect.stringMatching(/no master key/)]);
      expect(roots()).toEqual([true, false]);
      rmSync(KEYRING_DIR, { recursive: true });
      renameSync(aside(KEYRING_DIR), KEYRING_DIR);
      renameSync(DATA_DIR, aside(DATA_DIR));
      expect(await failureOf(site.start())).toEqual([
        expect.stringMatching(/npm run coffer -- keyring adopt --new-store/),
      ]);
      expect(roots()).toEqual([false, false]);
      renameSync(aside(DATA_DIR), DATA_DIR);
      await expectInUse(site);
      expect(roots()).toEqual([false, true]);
    } finally {
      await site.clear();
    }
  });
});

describe('a server of this build on a store of a newer format', () => {
  const NEWER = STORE_FORMAT + 1;
  const LINE = `coffer: This data was written by a newer Coffer (store format ${NEWER}; this build knows 1 to ${STORE_FORMAT}). Start the newer build.\n`;

  async function expectRefused(site: Site): Promise<void> {
    const failure = await site.start().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StartFailed);
    expect(failure).toMatchObject({ exitCode: 1, stdout: '', stderr: LINE });
  }

  it('does not start, and names both formats in one line, on SQLite [R109]', async () => {
    const site = await embeddedSite();
    try {
      await (await site.start()).stop();
      const database = new DatabaseSync(join(String(site.env.DATA_DIR), 'coffer.db'));
      database.exec(`PRAGMA user_version = ${NEWER}`);
      database.close();
      await expectRefused(site);
    } finally {
      await site.clear();
    }
  });

  describeWithEngines('on MongoDB', (engines) => {
    it('does not start, and names both formats in one line [R109]', async () => {
      const site = await productionSite({}, engines);
      const client = await mongo.MongoClient.connect(engines.mongodbUrl);
      try {
        await (await site.start()).stop();
        const formats = client.db(String(site.env.DB_NAME)).collection('store_format');
        expect((await formats.updateMany({}, { $set: { format: NEWER } })).modifiedCount).toBe(1);
        await expectRefused(site);
      } finally {
        await client.close();
        await site.clear();
      }
    });
  });
});
