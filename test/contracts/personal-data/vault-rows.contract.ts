import { type ManifestEntry, packManifest, type Vault } from '#entries';
import { aVault } from '#entries/testing';
import { newId, StoreDamaged } from '#kernel';
import type { StoreUnderTest } from '#storage/testing';
import { CHANGES_MOST, manifestOf } from '../../../libs/entries/src/domain/manifest.js';
import { type Lines, linesOf } from '../../../libs/entries/src/domain/manifest-lines.js';
import { withFewChanges } from '../../../libs/entries/src/domain/vault-changes.js';
import { closedVault } from '../../../libs/entries/src/domain/vault-state.js';

/** A store, and a way past it to the rows of vaults. */
export interface VaultRowsUnderTest extends Pick<StoreUnderTest, 'vaults' | 'another' | 'close'> {
  /** Makes the row of a vault one of format 17, with these lines. */
  age(vaultId: string, lines: Lines): Promise<void>;
  /** What the store keeps of the vault's bases: their lines. */
  basesOf(vaultId: string): Promise<readonly string[]>;
  /** Removes the lines of the vault's base alone. */
  loseBase(vaultId: string): Promise<void>;
}

const entry = (_: unknown, seq: number): ManifestEntry => ({ id: newId(), revision: 1, body: newId(), seq: seq + 1 });
const lines = () => linesOf(Array.from({ length: 300 }, entry));

/** What only a look at the rows shows of {@link describeVaultBases}. */
export function describeVaultRows(name: string, open: () => Promise<VaultRowsUnderTest>): void {
  describe(`rows of large vaults on ${name}`, () => {
    let store: VaultRowsUnderTest;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    /** At revision 1, with a base. */
    async function stored(): Promise<Vault> {
      const vault = aVault({ manifest: packManifest(Array.from({ length: 300 }, entry)) });
      expect(await store.vaults.vaults.insert(vault, newId())).toBe('inserted');
      return vault;
    }

    /** Reads with a node that knows no base yet. */
    async function readAnew(id: string) {
      const node = await store.another();
      try {
        return await node.vaults.vaults.load(id);
      } finally {
        await node.close();
      }
    }

    it('that format 17 wrote are read, and get their base with a change that touches no entry', async () => {
      const { vaults } = store.vaults;
      const vault = aVault({ manifest: packManifest([]) });
      await vaults.insert(vault, newId());
      const all = lines();
      expect(all.length).toBeGreaterThan(CHANGES_MOST);
      await store.age(vault.id, all);
      const old = { ...vault, manifest: manifestOf(all) };
      expect(await vaults.load(vault.id)).toEqual({ revision: 1, value: old });
      const next = withFewChanges({ ...old, rekey: null });
      expect(await vaults.replace(next, 1, newId())).toBe('published');
      expect(await store.basesOf(vault.id)).toEqual([all]);
      expect(await readAnew(vault.id)).toEqual({ revision: 2, value: next });
    });

    it('keep no base of a vault that was closed, nor of one that was removed', async () => {
      const { vaults } = store.vaults;
      const [closed, removed] = [await stored(), await stored()];
      for (const { id } of [closed, removed]) expect(await store.basesOf(id)).toHaveLength(1);
      expect(await vaults.replace(closedVault(closed.id, 1), 1, newId())).toBe('published');
      expect(await vaults.remove(removed.id, 1)).toBe(true);
      for (const { id } of [closed, removed]) expect(await store.basesOf(id)).toEqual([]);
    });

    it('whose base is lost are damaged and never read as empty, but can be closed by their revision', async () => {
      const { id } = await stored();
      await store.loseBase(id);
      await expect(readAnew(id)).rejects.toBeInstanceOf(StoreDamaged);
      expect(await store.vaults.revisionOf(id)).toBe(1);
      const closed = closedVault(id, 1);
      expect(await store.vaults.vaults.replace(closed, 1, newId())).toBe('published');
      expect(await readAnew(id)).toEqual({ revision: 2, value: closed });
    });
  });
}
