import { mongo } from 'mongoose';
import { ENTRIES_MOST, type ManifestEntry, packManifest, TOMBSTONES_MOST } from '#entries';
import { anEntryBody, aVault } from '#entries/testing';
import { newId } from '#kernel';
import { toBodyRow } from './entry-body.mapper.js';
import { vaultMapper } from './vault.mapper.js';
import type { VaultRow } from './vault.schema.js';

const MIB = 1_048_576;

describe('documents of entries on MongoDB', () => {
  it('leave most of the 16 MiB of a document free for the publications of 10 minutes, however full a vault is', () => {
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
    const fields = vaultMapper.toFields(vault);
    const size = mongo.BSON.calculateObjectSize({ ...fields, _id: vault.id, revision });
    expect(size).toBeGreaterThan(1.8 * MIB);
    expect(size).toBeLessThan(2 * MIB);
    expect(vaultMapper.toValue({ ...fields, _id: vault.id, revision } as VaultRow)).toEqual(vault);
  });

  it('fit many of the largest bodies into one message', () => {
    const largest = { ciphertext: 'A'.repeat(349_528), meta: 'A'.repeat(5_464), name: '\u{1f511}'.repeat(256) };
    expect(mongo.BSON.calculateObjectSize(toBodyRow(anEntryBody(largest)))).toBeLessThan(360_000);
  });
});
