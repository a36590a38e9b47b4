import { asLines, ENTRIES_MOST, type ManifestEntry, packManifest, TOMBSTONES_MOST } from '#entries';
import { aVault } from '#entries/testing';
import { newId, StoreDamaged } from '#kernel';
import { vaultMapper } from './vault.mapper.js';

describe('the row of a vault on SQLite', () => {
  it('is small, and its base has at most 2 MiB, however many entries the vault has and however often they changed', () => {
    const [revision, seq] = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
    const live = Array.from(
      { length: ENTRIES_MOST },
      (): ManifestEntry => ({ id: newId(), revision, body: newId(), seq }),
    );
    const gone = Array.from(
      { length: TOMBSTONES_MOST },
      (): ManifestEntry => ({ id: newId(), revision, body: null, seq }),
    );
    const vault = aVault({ wrappedKey: 'A'.repeat(1_368), manifest: packManifest([...live, ...gone]) });
    const [body = '', manifest = ''] = vaultMapper.toRow(vault);
    const lines = vault.manifest.base?.lines ?? '';
    expect(Buffer.byteLength(`${body}${manifest}`)).toBeLessThan(4_096);
    expect(Buffer.byteLength(lines)).toBeLessThan(2 * 1_048_576);
    expect(vaultMapper.fromRow({ body, manifest, lines })).toEqual(vault);
  });

  it('names a base that is there, or cannot be read', () => {
    const entries = Array.from({ length: 300 }, (_, seq) => ({
      id: newId(),
      revision: 1,
      body: newId(),
      seq: seq + 1,
    }));
    const [body = '', manifest = ''] = vaultMapper.toRow(aVault({ manifest: packManifest(entries) }));
    expect(() => vaultMapper.fromRow({ body, manifest, lines: null })).toThrow(StoreDamaged);
  });

  it.each([{ live: null, deleted: null }, { live: null }, { deleted: null }])(
    'cannot be read if its base and its counts are of two versions: %j',
    (lacking) => {
      const vault = aVault({ manifest: { ...packManifest([]), base: { id: newId(), lines: asLines('[]') } } });
      const [body = '', manifest = ''] = vaultMapper.toRow(vault);
      const mixed = JSON.stringify({ ...JSON.parse(String(body)), ...lacking });
      expect(() => vaultMapper.fromRow({ body: mixed, manifest, lines: '[]' })).toThrow(StoreDamaged);
      expect(vaultMapper.fromRow({ body, manifest, lines: '[]' })).toEqual(vault);
    },
  );
});
