import { ENTRIES_MOST, type ManifestEntry, packManifest, TOMBSTONES_MOST } from '#entries';
import { aVault } from '#entries/testing';
import { newId } from '#kernel';
import { vaultMapper } from './vault.mapper.js';

describe('the row of a vault on SQLite', () => {
  it('has at most 2 MiB, however many entries the vault has and however often they changed', () => {
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
    expect(Buffer.byteLength(`${body}${manifest}`)).toBeLessThan(2 * 1_048_576);
    expect(vaultMapper.fromRow({ body, manifest })).toEqual(vault);
  });
});
