import { newId } from '#kernel';
import { changesSince } from './changes-since.js';
import { packManifest, unpackManifest } from './manifest.js';
import type { ManifestEntry } from './manifest-lines.js';
import { ENTRIES_MOST, TOMBSTONES_MOST, type Vault } from './vault.js';
import { remembering, withoutEntry } from './vault-changes.js';
import { newVault, requireGeneration, requireRoomFor } from './vault-state.js';

const OWNER = newId();
const coded = (code: string) => expect.objectContaining({ code });

function vaultOf(manifest: readonly ManifestEntry[], fields: Partial<Vault> = {}): Vault {
  return { ...newVault(OWNER, 0), manifest: packManifest(manifest), ...fields };
}

const live = (count: number): ManifestEntry[] =>
  Array.from({ length: count }, (_, index) => ({ id: newId(), revision: 1, body: newId(), seq: index + 1 }));
const deleted = (count: number): ManifestEntry[] => live(count).map((entry) => ({ ...entry, body: null }));

describe('a vault', () => {
  it('refuses an entry past 10,000 live ones, whatever the number of deleted ones', () => {
    const full = vaultOf([...live(ENTRIES_MOST), ...deleted(3)]);
    expect(() => requireRoomFor(full, newId())).toThrow(coded('vault_full'));
    const room = vaultOf([...live(ENTRIES_MOST - 1), ...deleted(3)]);
    expect(() => requireRoomFor(room, newId())).not.toThrow();
  });

  it('refuses the id of a live entry and of a deleted one', () => {
    const manifest = [...live(1), ...deleted(1)];
    for (const { id } of manifest) expect(() => requireRoomFor(vaultOf(manifest), id)).toThrow(coded('id_taken'));
  });

  it('refuses a write for another generation, or for none if there was ever another', () => {
    const rekeyed = vaultOf([], { generation: 2, topGeneration: 2 });
    for (const named of [1, 3, null])
      expect(() => requireGeneration(rekeyed, named)).toThrow(coded('generation_stale'));
    expect(() => requireGeneration(rekeyed, 2)).not.toThrow();
    const abandoned = vaultOf([], { generation: 1, topGeneration: 2 });
    expect(() => requireGeneration(abandoned, null)).toThrow(coded('generation_stale'));
    const first = vaultOf([]);
    for (const named of [1, null]) expect(() => requireGeneration(first, named)).not.toThrow();
    expect(() => requireGeneration(first, 2)).toThrow(coded('generation_stale'));
  });

  it('forgets its oldest deletions, and knows from which revision on it remembers', () => {
    const last = { id: newId(), revision: 4, body: newId(), seq: 50_000 };
    const before = vaultOf([...deleted(TOMBSTONES_MOST), last]);
    const after = withoutEntry(before, last.id, 50_001);
    const entries = unpackManifest(after.manifest);
    expect(entries).toHaveLength(TOMBSTONES_MOST);
    expect(entries.some(({ seq }) => seq === 1)).toBe(false);
    expect(entries.at(-1)).toEqual({ id: last.id, revision: 4, body: null, seq: 50_001 });
    expect(after.horizon).toBe(1);
    expect(remembering(after)).toBe(after);
  });
});

describe('what has changed since', () => {
  const manifest = [...live(3), { id: newId(), revision: 2, body: null, seq: 9 }];
  const vault = vaultOf(manifest, { horizon: 2 });

  it.each([null, 0, 1, 11])('is all entries for %p: null, forgotten, or of a vault that was set back', (since) => {
    const changes = changesSince(vault, 10, since, null);
    expect(changes).toMatchObject({ full: true, revision: 10 });
    expect(changes.entries).toEqual(manifest.slice(0, 3));
  });

  it('is in the order of publication, with deletions, and without older changes', () => {
    const changes = changesSince(vault, 10, 2, null);
    expect(changes).toMatchObject({ full: false, revision: 10 });
    expect(changes.entries.map(({ seq }) => seq)).toEqual([3, 9]);
    expect(changesSince(vault, 10, 9, null).entries).toEqual([]);
  });

  it('keeps the revision of the first page', () => {
    const place = { seq: 2, id: manifest[1]?.id ?? '', full: true, revision: 7 };
    expect(changesSince(vault, 10, null, place)).toEqual({ entries: [manifest[2]], full: true, revision: 7 });
  });

  it('refuses to go on if deletions that were not shown are forgotten', () => {
    const place = { seq: 2, id: newId(), full: false, revision: 7 };
    expect(() => changesSince(vault, 10, 1, place)).toThrow(coded('validation_failed'));
    expect(changesSince(vault, 10, 1, { ...place, seq: 3, id: '' }).entries).toHaveLength(2);
  });
});
