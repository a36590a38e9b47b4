import { jest } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '#kernel';
import {
  asManifest,
  countLive,
  deletedPast,
  entryIn,
  hasLive,
  type ManifestEntry,
  oldestDeleted,
  packManifest,
  unpackManifest,
  withEntry,
  withoutLine,
} from './manifest.js';
import { ENTRIES_MOST, TOMBSTONES_MOST } from './vault.js';
import { oldestFirst, withBody, withoutEntry } from './vault-changes.js';
import { newVault, requireLive, requireRoomFor } from './vault-state.js';

const IDS = Array.from({ length: 6 }, () => newId());
const entry = fc.record({
  id: fc.constantFrom(...IDS),
  revision: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  // Also the id of an entry: an entry is never found by what is only a body.
  body: fc.constantFrom(null, newId(), newId(), ...IDS),
  seq: fc.integer({ min: 1, max: 12 }),
});
const steps = fc.array(fc.record({ entry, isRemoved: fc.boolean() }), { maxLength: 20 });

const live = (count: number): ManifestEntry[] =>
  Array.from({ length: count }, (_, index) => ({ id: newId(), revision: 1, body: newId(), seq: index + 1 }));
const deleted = (count: number): ManifestEntry[] => live(count).map((one) => ({ ...one, body: null }));

describe('the manifest', () => {
  it('is the same text as if a list of its entries were changed and written as JSON', () => {
    fc.assert(
      fc.property(steps, (all) => {
        let [list, manifest]: [ManifestEntry[], ReturnType<typeof packManifest>] = [[], packManifest([])];
        for (const { entry: one, isRemoved } of all) {
          list = [...list.filter(({ id }) => id !== one.id), ...(isRemoved ? [] : [one])];
          manifest = isRemoved ? withoutLine(manifest, one.id) : withEntry(manifest, one);
          expect(manifest).toBe(JSON.stringify(list.map(({ id, revision, body, seq }) => [id, revision, body, seq])));
          expect([packManifest(list), unpackManifest(manifest)]).toEqual([manifest, list]);
          for (const id of IDS) expect(entryIn(manifest, id)).toEqual(list.find((kept) => kept.id === id) ?? null);
          const gone = list.filter(({ body }) => body === null);
          expect([countLive(manifest), deletedPast(manifest, 0)]).toEqual([list.length - gone.length, gone.length]);
          expect(oldestDeleted(manifest)).toEqual(gone.sort(oldestFirst)[0] ?? null);
        }
      }),
    );
  });

  it('reads what earlier versions stored', () => {
    const [id, body] = [newId(), newId()];
    const stored = asManifest(`[["${id}",3,"${body}",7],["${body}",2,null,9]]`);
    expect(unpackManifest(stored)).toEqual([
      { id, revision: 3, body, seq: 7 },
      { id: body, revision: 2, body: null, seq: 9 },
    ]);
    expect(entryIn(stored, body)).toEqual({ id: body, revision: 2, body: null, seq: 9 });
  });

  it('counts to the bounds of a vault exactly, with lines as short as they can be', () => {
    const shortest = (body: string | null) => () => ({ id: newId(), revision: 1, body, seq: 1 });
    const full = packManifest(Array.from({ length: ENTRIES_MOST }, shortest(newId())));
    expect([hasLive(full, ENTRIES_MOST), hasLive(full, ENTRIES_MOST + 1)]).toEqual([true, false]);
    const gone = packManifest(Array.from({ length: TOMBSTONES_MOST + 1 }, shortest(null)));
    expect([deletedPast(gone, TOMBSTONES_MOST), hasLive(gone, 1)]).toEqual([1, false]);
  });

  it('of a full vault is neither parsed nor written by a change of one entry', () => {
    const last = { id: newId(), revision: 1, body: newId(), seq: 10_000 };
    const manifest = packManifest([...deleted(TOMBSTONES_MOST), ...live(ENTRIES_MOST - 2), last]);
    const vault = { ...newVault(newId(), 0), manifest };
    const [parse, stringify] = [jest.spyOn(JSON, 'parse'), jest.spyOn(JSON, 'stringify')];
    try {
      const entryId = newId();
      requireRoomFor(vault, entryId);
      const more = withBody(vault, { id: newId(), entryId, revision: 1 } as Parameters<typeof withBody>[1], 20_001);
      const less = withoutEntry(more, requireLive(more, last.id).id, 20_002);
      expect(countLive(less.manifest)).toBe(ENTRIES_MOST - 1);
      const read = parse.mock.calls.map(([text]) => text.length);
      const written = stringify.mock.calls.map(([value]) => (value as unknown[]).length);
      expect(Math.max(...read)).toBeLessThan(200);
      expect([read.length < 20, written]).toEqual([true, [4, 4]]);
    } finally {
      parse.mockRestore();
      stringify.mockRestore();
    }
  });
});
