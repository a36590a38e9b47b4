import { type ManifestEntry, packManifest, type Vault } from '#entries';
import { aVault } from '#entries/testing';
import { newId } from '#kernel';
import type { StoreUnderTest } from '#storage/testing';
import { withEntry } from '../../../libs/entries/src/domain/manifest.js';

const entry = (seq: number): ManifestEntry => ({ id: newId(), revision: 1, body: newId(), seq });
const large = () => packManifest(Array.from({ length: 300 }, (_, seq) => entry(seq + 1)));
const changed = (vault: Vault, seq: number): Vault => ({ ...vault, manifest: withEntry(vault.manifest, entry(seq)) });

/** The part of the contract of `VaultStore` that is about a manifest whose base is not written by each change. */
export function describeVaultBases(store: () => Pick<StoreUnderTest, 'vaults' | 'another'>): void {
  /** A vault with a base, at revision 1. The node has read it, so it knows the base. */
  async function stored(): Promise<Vault> {
    const vault = aVault({ manifest: large() });
    expect(vault.manifest.base).not.toBeNull();
    const { vaults } = store().vaults;
    expect(await vaults.insert(vault, newId())).toBe('inserted');
    expect(await vaults.load(vault.id)).toEqual({ revision: 1, value: vault });
    return vault;
  }

  /** Runs `work` with the vaults of another node, which knows no base yet. */
  async function beside(work: (vaults: StoreUnderTest['vaults']['vaults']) => Promise<void>): Promise<void> {
    const node = await store().another();
    try {
      await work(node.vaults.vaults);
    } finally {
      await node.close();
    }
  }

  describe('the base of a manifest', () => {
    it('stays under the changes that are written over it, for every node', async () => {
      const { vaults } = store().vaults;
      const vault = await stored();
      let next = vault;
      for (let revision = 1; revision <= 4; revision += 1) {
        next = changed(next, 1_000 + revision);
        expect(await vaults.replace(next, revision, newId())).toBe('published');
        expect(await vaults.load(vault.id)).toEqual({ revision: revision + 1, value: next });
      }
      expect(next.manifest.base).toBe(vault.manifest.base);
      await beside(async (theirs) => {
        expect(await theirs.load(vault.id)).toEqual({ revision: 5, value: next });
        const more = changed(next, 2_000);
        expect(await theirs.replace(more, 5, newId())).toBe('published');
        expect(await vaults.load(vault.id)).toEqual({ revision: 6, value: more });
      });
    });

    it('is replaced as a whole, also where another node knows the earlier one', async () => {
      const { vaults } = store().vaults;
      const vault = await stored();
      await beside(async (theirs) => {
        expect(await theirs.load(vault.id)).toEqual({ revision: 1, value: vault });
        const anew = { ...vault, manifest: large() };
        expect(await theirs.replace(anew, 1, newId())).toBe('published');
        expect(await vaults.load(vault.id)).toEqual({ revision: 2, value: anew });
        expect(await vaults.replace(changed(anew, 1_000), 2, newId())).toBe('published');
      });
    });

    it('is never taken for another one: changes over an earlier base come with it, or are a conflict', async () => {
      const { vaults } = store().vaults;
      const vault = await stored();
      await beside(async (theirs) => {
        const anew = { ...vault, manifest: large() };
        expect(await theirs.replace(anew, 1, newId())).toBe('published');
        const late = changed(vault, 1_000);
        expect(await vaults.replace(late, 1, newId())).toBe('conflict');
        expect(await theirs.load(vault.id)).toEqual({ revision: 2, value: anew });
        const outcome = await vaults.replace(late, 2, newId());
        const whole = outcome === 'published' ? { revision: 3, value: late } : { revision: 2, value: anew };
        for (const node of [vaults, theirs]) expect(await node.load(vault.id)).toEqual(whole);
      });
    });

    it('goes with the entries, and with the vault', async () => {
      const { vaults } = store().vaults;
      const vault = await stored();
      const empty = { ...vault, manifest: packManifest([]) };
      expect(await vaults.replace(empty, 1, newId())).toBe('published');
      expect(await vaults.load(vault.id)).toEqual({ revision: 2, value: empty });
      expect(await vaults.replace(changed(vault, 1_000), 1, newId())).toBe('conflict');
      expect(await vaults.replace(vault, 2, newId())).toBe('published');
      expect(await vaults.remove(vault.id, 3)).toBe(true);
      expect(await vaults.load(vault.id)).toBeNull();
      expect(await vaults.insert(vault, newId())).toBe('inserted');
      expect(await vaults.load(vault.id)).toEqual({ revision: 1, value: vault });
    });
  });
}
