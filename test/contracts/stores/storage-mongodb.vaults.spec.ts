import { asManifest, ENTRIES_MOST, type ManifestEntry, packManifest } from '#entries';
import { aVault } from '#entries/testing';
import { newId } from '#kernel';
import { type MongodbUnderTest, openMongodb } from '#storage-mongodb/testing';
import { describeWithEngines } from '../../engines/engines.js';
import { withPatience } from '../patience.js';
import { monitored } from './mongodb-commands.js';

withPatience();

const entry = (seq: number): ManifestEntry => ({ id: newId(), revision: 1, body: newId(), seq });
const large = () => packManifest(Array.from({ length: ENTRIES_MOST }, (_, seq) => entry(seq)));

describeWithEngines('large vaults on MongoDB', ({ mongodbUrl }) => {
  let store: MongodbUnderTest;
  /** The characters of the answers of the server. */
  let read: number;
  const vault = aVault({ manifest: large() });
  const load = () => store.vaults.vaults.load(vault.id);

  beforeAll(async () => {
    store = await openMongodb(monitored(mongodbUrl));
    store.connection.getClient().on('commandSucceeded', ({ reply }) => {
      read += JSON.stringify(reply).length;
    });
    await store.vaults.vaults.insert(vault, newId());
  });
  beforeEach(() => {
    read = 0;
  });
  afterAll(() => store.close());

  it('are not read again by the process that has written them last', async () => {
    const next = { ...vault, manifest: large(), horizon: 7 };
    expect(await store.vaults.vaults.replace(next, 1, newId())).toBe('published');
    expect(await load()).toEqual({ revision: 2, value: next });
    expect(read).toBeLessThan(10_000);
  });

  it('are read again after a change by another node, a fence, or a write that lost its race', async () => {
    const node = await store.another();
    try {
      const theirs = { ...vault, manifest: large() };
      expect(await node.vaults.vaults.replace(theirs, 2, newId())).toBe('published');
      expect(await load()).toEqual({ revision: 3, value: theirs });
      expect(await store.vaults.vaults.replace(vault, 2, newId())).toBe('conflict');
      expect(await load()).toEqual({ revision: 3, value: theirs });
      expect(await store.vaults.vaults.replace(vault, 3, newId())).toBe('published');
      await node.vaults.vaults.fence(vault.id, newId());
      expect(await load()).toEqual({ revision: 5, value: vault });
      expect(read).toBeGreaterThan(3 * vault.manifest.length);
    } finally {
      await node.close();
    }
  });

  it('are read again if the store was set back and another history has reached the same revision', async () => {
    const rows = store.connection.collection<{ _id: string; revision: number; manifest: string }>('vaults');
    const before = await rows.findOne({ _id: vault.id });
    const present = before?.revision ?? 0;
    expect(await store.vaults.vaults.replace({ ...vault, manifest: large() }, present, newId())).toBe('published');
    const other = packManifest([entry(1)]);
    await rows.replaceOne({ _id: vault.id }, { ...before, revision: present + 1, manifest: other });
    expect((await load())?.value.manifest).toBe(asManifest(other));
  });
});
