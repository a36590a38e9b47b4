import fc from 'fast-check';
import { newId } from '#kernel';
import {
  CHANGES_MOST,
  entryIn,
  folded,
  type Manifest,
  manifestOf,
  oldestDeleted,
  packManifest,
  unpackManifest,
  withEntry,
  withoutTrace,
} from './manifest.js';
import { asLines, linesOf, type ManifestEntry } from './manifest-lines.js';
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
const step = fc.record({ entry, isRemoved: fc.boolean(), isFolded: fc.boolean() });
const steps = fc.array(step, { maxLength: 20 });

const live = (count: number): ManifestEntry[] =>
  Array.from({ length: count }, (_, index) => ({ id: newId(), revision: 1, body: newId(), seq: index + 1 }));
const deleted = (count: number): ManifestEntry[] => live(count).map((one) => ({ ...one, body: null }));

/** What a manifest is after a fold, which otherwise needs more than 100 changes. */
function foldedOf(manifest: Manifest): Manifest {
  const all = unpackManifest(manifest);
  return { ...manifest, base: { id: newId(), lines: linesOf(all) }, changes: linesOf([]) };
}

describe('the manifest', () => {
  it('holds the same entries as a list that is changed in the same way, wherever a new base is made', () => {
    fc.assert(
      fc.property(steps, (all) => {
        let [list, manifest]: [ManifestEntry[], Manifest] = [[], packManifest([])];
        for (const { entry: one, isRemoved, isFolded } of all) {
          list = [...list.filter(({ id }) => id !== one.id), ...(isRemoved ? [] : [one])];
          manifest = isRemoved ? withoutTrace(manifest, one.id) : withEntry(manifest, one);
          if (isFolded) manifest = foldedOf(manifest);
          expect(unpackManifest(manifest)).toEqual(list);
          for (const id of IDS) expect(entryIn(manifest, id)).toEqual(list.find((kept) => kept.id === id) ?? null);
          const gone = list.filter(({ body }) => body === null);
          expect([manifest.live, manifest.deleted]).toEqual([list.length - gone.length, gone.length]);
          expect(oldestDeleted(manifest)).toEqual(gone.sort(oldestFirst)[0] ?? null);
        }
      }),
    );
  });

  it('keeps few changes over its base, also where entries come, change, go and are forgotten', () => {
    const kept = new Map(live(300).map((one) => [one.id, one]));
    let manifest = packManifest([...kept.values()]);
    const bases = new Set<string | undefined>();
    for (let seq = 1_000; seq < 1_600; seq += 1) {
      const [id = ''] = seq % 3 === 0 ? [newId()] : kept.keys();
      const next = { id, revision: seq, body: seq % 3 === 1 ? null : newId(), seq };
      const isForgotten = seq % 9 === 4;
      manifest = isForgotten ? withoutTrace(manifest, id) : withEntry(manifest, next);
      kept.delete(id);
      if (!isForgotten) kept.set(id, next);
      bases.add(manifest.base?.id);
      expect(manifest.changes.length).toBeLessThanOrEqual(CHANGES_MOST);
    }
    expect(unpackManifest(manifest)).toEqual([...kept.values()]);
    const gone = [...kept.values()].filter(({ body }) => body === null).length;
    expect([manifest.live, manifest.deleted]).toEqual([kept.size - gone, gone]);
    expect(bases.size).toBeGreaterThan(2);
    expect(bases.size).toBeLessThan(10);
  });

  it('reads what earlier versions stored, and makes a base of it at the first change', () => {
    const [id, body] = [newId(), newId()];
    const stored = manifestOf(asLines(`[["${id}",3,"${body}",7],["${body}",2,null,9]]`));
    expect(unpackManifest(stored)).toEqual([
      { id, revision: 3, body, seq: 7 },
      { id: body, revision: 2, body: null, seq: 9 },
    ]);
    expect(entryIn(stored, body)).toEqual({ id: body, revision: 2, body: null, seq: 9 });
    expect([stored.live, stored.deleted]).toEqual([1, 1]);
    const many = [...live(300), ...deleted(7)];
    const large = manifestOf(linesOf(many));
    expect([large.base, large.live, large.deleted]).toEqual([null, 300, 7]);
    const changed = withEntry(large, { id, revision: 1, body, seq: 400 });
    expect([changed.base === null, changed.changes, changed.live]).toEqual([false, '[]', 301]);
    expect(unpackManifest(changed)).toEqual([...many, { id, revision: 1, body, seq: 400 }]);
  });

  it('finds the oldest deletion among many of one revision by its id, and parses its line alone', () => {
    const gone = deleted(TOMBSTONES_MOST).map((one) => ({ ...one, seq: 7 }));
    const [first] = [...gone].sort(oldestFirst);
    const manifest = packManifest([...gone, ...live(10)]);
    const parse = jest.spyOn(JSON, 'parse');
    try {
      expect(oldestDeleted(manifest)).toEqual(first);
      expect(parse.mock.calls.length).toBeLessThan(4);
    } finally {
      parse.mockRestore();
    }
  });

  it('becomes a base without being parsed where it has none, and counts its lines then', () => {
    const many = [...live(300), ...deleted(7)];
    const stored = { ...manifestOf(linesOf(many)), live: 1, deleted: 900 };
    const parse = jest.spyOn(JSON, 'parse');
    try {
      expect(folded(stored)).toMatchObject({ base: { lines: stored.changes }, changes: '[]', live: 300, deleted: 7 });
      expect(parse).not.toHaveBeenCalled();
    } finally {
      parse.mockRestore();
    }
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
      expect([less.manifest.live, less.manifest.deleted]).toEqual([ENTRIES_MOST - 1, TOMBSTONES_MOST]);
      expect(less.manifest.base).toBe(manifest.base);
      const read = parse.mock.calls.map(([text]) => text.length);
      const written = stringify.mock.calls.map(([value]) => (value as unknown[]).length);
      expect(Math.max(...read)).toBeLessThan(400);
      expect([read.length < 20, written]).toEqual([true, [4, 4, 4]]);
    } finally {
      parse.mockRestore();
      stringify.mockRestore();
    }
  });
});
