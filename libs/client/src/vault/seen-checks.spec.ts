import { remembering, requireEntryNotOlder, seenLive, withGeneration, withoutOthers } from './seen-checks.js';
import { MemorySeenStore, NOTHING_SEEN, type SeenVault, WebSeenStore } from './seen-store.js';

const SEEN: SeenVault = { generation: 2, revision: 9, lines: { '1': { a: 2, b: 1 }, '2': { a: 5, b: -3 } } };
const shown = (generation: number, revision: number, live: Record<string, number>, deleted = {}) => {
  const list = (from: object) => Object.entries(from).map(([id, number]) => ({ id, revision: Number(number) }));
  return { generation, revision, live: list(live), deleted: list(deleted) };
};

describe('the memory of a vault', () => {
  it.each([
    ['an older revision', 'a', 2, 4],
    ['a deleted one at its last revision', 'b', 2, 3],
    ['one that a re-key carried from an older revision', 'a', 3, 5],
    ['one that a re-key brought back', 'b', 3, 3],
  ])('refuses %s', (_name, id, generation, revision) => {
    const refused = expect.objectContaining({ code: 'rolled_back', subject: id });
    let error: unknown = null;
    try {
      requireEntryNotOlder(SEEN, { id, generation, revision });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toEqual(refused);
  });

  it('accepts equal and newer revisions within a generation', () => {
    for (const [id, generation, revision] of [
      ['a', 2, 5],
      ['a', 2, 6],
      ['a', 3, 6],
      ['a', 1, 2],
      ['c', 2, 1],
    ] as const) {
      expect(() => requireEntryNotOlder(SEEN, { id, generation, revision })).not.toThrow();
    }
  });

  it('only grows, in whatever order tabs write it', () => {
    const later = shown(2, 12, { a: 7, c: 1 }, { d: 4 });
    const earlier = shown(2, 10, { a: 6, d: 4 });
    const both = remembering(remembering(SEEN, later), earlier);
    expect(both).toEqual(remembering(remembering(SEEN, earlier), later));
    expect(both).toMatchObject({ generation: 2, revision: 12, lines: { '2': { a: 7, b: -3, c: 1, d: -4 } } });
    expect(seenLive(both)).toEqual(['a', 'c']);
    expect(remembering(SEEN, shown(1, 8, { a: 3 }))).toMatchObject({ generation: 2, revision: 9 });
  });

  it('continues a restored generation with the entries that it has', () => {
    const back = remembering(withGeneration(SEEN, 1), shown(1, 10, { a: 2 }));
    expect(withoutOthers(back, shown(1, 10, { a: 2 }))).toMatchObject({
      generation: 1,
      revision: 10,
      lines: { '1': { a: 2 } },
    });
    expect(seenLive(withoutOthers(back, shown(1, 10, { a: 2 })))).toEqual(['a']);
  });

  it('keeps three generations at most', () => {
    let seen = NOTHING_SEEN.vault;
    for (let generation = 1; generation <= 6; generation += 1)
      seen = remembering(seen, shown(generation, generation, { a: 1 }));
    expect(Object.keys(seen.lines)).toEqual(['4', '5', '6']);
  });

  it('is separate for each account, and loses nothing if two tabs write at once', async () => {
    const values = new Map<string, string>();
    const storage = {
      getItem: (name: string) => values.get(name) ?? null,
      setItem: (name: string, value: string) => void values.set(name, value),
      removeItem: (name: string) => void values.delete(name),
    };
    for (const store of [new MemorySeenStore(), new WebSeenStore('seen:', storage)]) {
      const add = (id: string) =>
        store.update('ada', (seen) => ({ ...seen, vault: remembering(seen.vault, shown(1, 1, { [id]: 1 })) }));
      await Promise.all(['a', 'b', 'c', 'd'].map(add));
      expect(seenLive((await store.load('ada')).vault)).toEqual(['a', 'b', 'c', 'd']);
      expect(await store.load('eve')).toEqual(NOTHING_SEEN);
    }
    values.set('seen:ada', 'not ours');
    await expect(new WebSeenStore('seen:', storage).load('ada')).rejects.toThrow(SyntaxError);
  });
});
