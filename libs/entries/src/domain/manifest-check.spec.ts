import { type CofferError, newId } from '#kernel';
import type { BodyHead } from './entry-body.js';
import { packManifest } from './manifest.js';
import { checkManifest, MANIFEST_ITEM, parseManifest, StagedBodies } from './manifest-check.js';
import type { OpenRekey, Vault } from './vault.js';
import { newVault } from './vault-state.js';

const REKEY: OpenRekey = { id: newId(), generation: 3, wrappedKey: 'd3JhcHBlZA==', startedAt: 0 };
const ENTRIES = [newId(), newId(), newId()];
const [A = '', B = '', C = ''] = ENTRIES;

const vault: Vault = {
  ...newVault(newId(), 0),
  generation: 2,
  topGeneration: 3,
  rekey: REKEY,
  manifest: packManifest([
    { id: A, revision: 1, body: newId(), seq: 1 },
    { id: B, revision: 5, body: newId(), seq: 2 },
    { id: C, revision: 2, body: null, seq: 3 },
  ]),
};

function head(entryId: string, revision: number, fields: Partial<BodyHead> = {}): BodyHead {
  const of = { id: newId(), ownerId: vault.id, generation: 3, previous: null, rekey: REKEY.id };
  return { ...of, entryId, revision, createdAt: 0, writtenAt: 0, ...fields };
}

const staged = (...heads: BodyHead[]) => heads;

function check(items: readonly string[], heads: readonly BodyHead[]): ReadonlyMap<string, string> {
  const named = parseManifest(items);
  const bodies = new StagedBodies(REKEY, named);
  bodies.add(heads);
  return checkManifest(vault, named, bodies);
}

function faults(items: readonly string[], heads: readonly BodyHead[]): string[] {
  try {
    check(items, heads);
    return [];
  } catch (error) {
    const { code, details } = error as CofferError;
    expect(code).toBe('manifest_mismatch');
    return (details.fields ?? []).map((fault) => `${fault.code} ${ENTRIES.indexOf(fault.field.slice(9))}`);
  }
}

describe('the manifest of a re-key', () => {
  const both = [head(A, 2), head(B, 6)];

  it.each([
    ['an entry that it does not name', [`${A}:1`], ['missing 1']],
    ['an entry that was deleted', [`${A}:1`, `${B}:5`, `${C}:2`], ['extra 2']],
    ['an older revision', [`${A}:1`, `${B}:4`], ['stale 1']],
    ['a later revision', [`${A}:2`, `${B}:5`], ['stale 0']],
    ['nothing at all', [], ['missing 0', 'missing 1']],
  ])('is refused for %s', (_, items, expected) => {
    expect(faults(items, staged(...both))).toEqual(expected);
  });

  it('is refused if nothing, or another revision, was staged', () => {
    const whole = [`${A}:1`, `${B}:5`];
    expect(faults(whole, staged(head(A, 2)))).toEqual(['missing 1']);
    expect(faults(whole, staged(head(A, 2), head(B, 5)))).toEqual(['stale 1']);
    expect(faults(whole, staged(...both))).toEqual([]);
  });

  it('ignores bodies that were staged for an abandoned re-key with the same id', () => {
    expect(faults([`${A}:1`, `${B}:5`], staged(head(A, 2), head(B, 6, { generation: 2 })))).toEqual(['missing 1']);
  });

  it('takes the last staged body, in whatever order they are read', () => {
    const [old, late] = [head(A, 2, { writtenAt: 1 }), head(A, 2, { writtenAt: 2 })];
    for (const heads of [
      [old, late],
      [late, old],
    ]) {
      const bodies = check([`${A}:1`, `${B}:5`], [...heads, head(B, 6)]);
      expect(bodies.get(A)).toBe(late.id);
    }
  });

  it('names at most 20 faults, and refuses an entry that is named twice', () => {
    const many = Array.from({ length: 30 }, () => `${newId()}:1`);
    expect(faults(many, staged(...both))).toHaveLength(20);
    expect(() => parseManifest([`${A}:1`, `${A}:2`])).toThrow(expect.objectContaining({ code: 'validation_failed' }));
  });

  it.each([`${A}`, `${A}:0`, `${A}:01`, `${A}:1 `, `${A.toUpperCase()}:1`, `x:1`, `${A}:9999999999`])(
    'has no item such as %j',
    (item) => {
      expect(MANIFEST_ITEM.test(item)).toBe(false);
      expect(MANIFEST_ITEM.test(`${A}:1`)).toBe(true);
    },
  );
});
