import { asLines, ENTRIES_MOST, type ManifestEntry, packManifest } from '#entries';
import { aVault } from '#entries/testing';
import { newId } from '#kernel';
import { type MongodbUnderTest, openMongodb } from '#storage-mongodb/testing';
import { describeWithEngines } from '../../engines/engines.js';
import { patient } from '../patience.js';
import { describeVaultRows } from '../personal-data/vault-rows.contract.js';
import { monitored } from './mongodb-commands.js';

patient();

const entry = (seq: number): ManifestEntry => ({ id: newId(), revision: 1, body: newId(), seq });
const large = () => packManifest(Array.from({ length: ENTRIES_MOST }, (_, seq) => entry(seq)));

describeWithEngines('large vaults on MongoDB', ({ mongodbUrl }) => {
  let store: MongodbUnderTest;
  /** The characters of the commands, and of the answers of the server. */
  let [sent, read] = [0, 0];
  const vault = aVault({ manifest: large() });
  const baseOf = (of: typeof vault) => of.manifest.base?.lines ?? '';
  const load = () => store.vaults.vaults.load(vault.id);

  beforeAll(async () => {
    store = await openMongodb(monitored(mongodbUrl));
    const client = store.connection.getClient();
    client.on('commandStarted', ({ command }) => {
      sent += JSON.stringify(command).length;
    });
    client.on('commandSucceeded', ({ reply }) => {
      read += JSON.stringify(reply).length;
    });
    await store.vaults.vaults.insert(vault, newId());
    await load();
  });
  beforeEach(() => {
    [sent, read] = [0, 0];
  });
  afterAll(() => store.close());

  it('are neither sent nor read again by the process that has read or written their base', async () => {
    const { manifest } = vault;
    const next = { ...vault, manifest: { ...manifest, changes: asLines(JSON.stringify([['x', 1, null, 2]])) } };
    expect(await store.vaults.vaults.replace(next, 1, newId())).toBe('published');
    expect(await load()).toEqual({ revision: 2, value: next });
    expect(sent).toBeLessThan(10_000);
    expect(read).toBeLessThan(10_000);
  });

  it('are read again after another node made a new base, but not after a fence or a lost race', async () => {
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
      expect(read).toBeGreaterThan(baseOf(vault).length);
      expect(read).toBeLessThan(1.5 * baseOf(vault).length);
    } finally {
      await node.close();
    }
  });

  it('are read again if the store was set back and another history has reached the same revision', async () => {
    const rows = store.connection.collection<{
      _id: string;
      revision: number;
      manifest: string;
      baseLines: string;
      live: number;
    }>('vaults');
    const before = await rows.findOne({ _id: vault.id });
    const present = before?.revision ?? 0;
    expect(await store.vaults.vaults.replace({ ...vault, manifest: large() }, present, newId())).toBe('published');
    await rows.replaceOne(
      { _id: vault.id },
      { ...before, revision: present + 1, manifest: '[]', baseLines: before?.baseLines ?? '', live: 7 },
    );
    const after = (await load())?.value;
    expect(after && [baseOf(after) === before?.baseLines, after.manifest.live]).toEqual([true, 7]);
  });
});

describeWithEngines('storage-mongodb', ({ mongodbUrl }) => {
  describeVaultRows('MongoDB', async () => {
    const store = await openMongodb(mongodbUrl);
    const rows = store.connection.collection<{ _id: string; base?: string | null; baseLines?: string | null }>(
      'vaults',
    );
    return {
      ...store,
      age: async (id, manifest) => {
        const $unset = { base: '', baseLines: '', live: '', deleted: '' } as const;
        await rows.updateOne({ _id: id }, { $set: { manifest }, $unset });
      },
      basesOf: async (id) => {
        const row = await rows.findOne({ _id: id });
        return [row?.baseLines ?? []].flat();
      },
      loseBase: async (id) => void (await rows.updateOne({ _id: id }, { $set: { baseLines: null } })),
    };
  });
});
