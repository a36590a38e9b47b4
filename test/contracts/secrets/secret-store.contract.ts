import { asSealed, newId } from '#kernel';
import { type Secret, type SecretSummary, summaryOf } from '#secrets';
import { aSecret } from '#secrets/testing';
import type { OpenStore, StoreUnderTest } from '#storage/testing';
import { deleted } from './deleted-secret.js';
import { describeResealing } from './secret-resealing.contract.js';

const BYTES = asSealed('Zmlyc3Q=');
const OTHER_BYTES = asSealed('c2Vjb25k');

export function describeSecretStoreContract(name: string, open: OpenStore): void {
  describe(`SecretStore on ${name}`, () => {
    let store: StoreUnderTest;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    describe('paths', () => describePaths(() => store));
    describe('versions', () => describeVersions(() => store));
    describe('scans', () => describeScans(() => store));
    describe('purging', () => describePurge(() => store));
    describe('sealing anew', () => describeResealing(open));
  });
}

function describePaths(store: () => StoreUnderTest): void {
  it('finds nothing at a free path, nor by a part of a path, another case or a pattern', async () => {
    const secret = aSecret({ path: `find/${newId()}` });
    await store().secrets.heads.insert(secret, newId());
    for (const path of [`${secret.path}/x`, secret.path.slice(0, -1), secret.path.toUpperCase(), 'find/%', 'find/*']) {
      expect(await store().secrets.findByPath(path)).toBeNull();
    }
    expect(await store().secrets.findByPath(secret.path)).toEqual({ revision: 1, value: secret });
  });

  it('finds the live secrets of many paths by one read, and neither deleted ones nor parts of paths', async () => {
    const all = [1, 2, 3].map((n) => aSecret({ path: `many/${newId()}/${n}` }));
    const gone = deleted(aSecret({ path: `many/${newId()}` }), 1);
    for (const secret of [...all, gone]) await store().secrets.heads.insert(secret, newId());
    const paths = [
      ...all.map(({ path }) => path),
      gone.path,
      `deleted:${gone.id}`,
      `${all[0]?.path}/x`,
      'many',
      'many/%',
    ];
    const found = await store().secrets.findByPaths(paths);
    const inOrder = found.toSorted((a, b) => (a.value.path < b.value.path ? -1 : 1));
    const expected = all.toSorted((a, b) => (a.path < b.path ? -1 : 1)).map((value) => ({ revision: 1, value }));
    expect(inOrder).toEqual(expected);
    expect(await store().secrets.findByPaths(['many/none'])).toEqual([]);
  });

  it('keeps every attribute of the metadata, in heads and in summaries', async () => {
    const metadata = { description: 'd', owner: 'Payments team', tags: ['x', 'y:z'], expiresAt: 4_102_444_800_000 };
    const { versions } = aSecret();
    const put = versions.map((version) => ({ ...version, creationId: newId() }));
    const secret = aSecret({ path: `metadata/${newId()}`, ...metadata, versions: put });
    await store().secrets.heads.insert(secret, newId());
    expect((await store().secrets.heads.load(secret.id))?.value).toEqual(secret);
    const range = { from: secret.path, to: null };
    expect(await store().secrets.scan('live', range, null, 1)).toEqual([{ revision: 1, value: summaryOf(secret) }]);
  });

  it('lets one of 20 secrets that are created at one path at once win', async () => {
    const path = `race/${newId()}`;
    const rivals = Array.from({ length: 20 }, () => aSecret({ path }));
    const answers = await Promise.all(rivals.map((rival) => store().secrets.heads.insert(rival, newId())));
    expect(answers.filter((answer) => answer === 'inserted')).toHaveLength(1);
    expect((await store().secrets.findByPath(path))?.value.id).toBe(rivals[answers.indexOf('inserted')]?.id);
  });

  it('frees the path of a deleted secret at once, and does not restore onto a path that is taken again', async () => {
    const { secrets } = store();
    const secret = aSecret();
    await secrets.heads.insert(secret, newId());
    expect(await secrets.heads.replace(deleted(secret, 5), 1, newId())).toBe('published');
    expect(await secrets.findByPath(secret.path)).toBeNull();
    expect((await secrets.heads.load(secret.id))?.value.state).toBe('deleted');

    const next = aSecret({ path: secret.path });
    expect(await secrets.heads.insert(next, newId())).toBe('inserted');
    expect(await secrets.heads.replace(secret, 2, newId())).toBe('taken');
    expect(await secrets.heads.load(secret.id)).toEqual({ revision: 2, value: deleted(secret, 5) });

    await secrets.heads.replace(deleted(next, 6), 1, newId());
    expect(await secrets.heads.replace(secret, 2, newId())).toBe('published');
    expect((await secrets.findByPath(secret.path))?.value.id).toBe(secret.id);
  });
}

function describeVersions(store: () => StoreUnderTest): void {
  it('finds no bytes of a version that was never archived', async () => {
    expect(await store().secrets.loadVersion(newId(), 1)).toBeNull();
  });

  it('keeps the first bytes of a version, whatever is archived afterwards', async () => {
    const { secrets } = store();
    const id = newId();
    await secrets.archive(id, 1, BYTES, 10);
    await secrets.archive(id, 1, BYTES, 11);
    await secrets.archive(id, 1, OTHER_BYTES, 12);
    await secrets.archive(id, 2, OTHER_BYTES, 12);
    expect(await secrets.loadVersion(id, 1)).toBe(BYTES);
    expect(await secrets.loadVersion(id, 2)).toBe(OTHER_BYTES);
    expect(await secrets.loadVersion(newId(), 1)).toBeNull();
  });

  it('does not let a late archive bring back a destroyed version', async () => {
    const { secrets } = store();
    const id = newId();
    await secrets.archive(id, 1, BYTES, 10);
    await secrets.destroyVersion(id, 1, 20);
    await secrets.destroyVersion(id, 2, 20);
    await secrets.archive(id, 1, BYTES, 30);
    await secrets.archive(id, 2, BYTES, 30);
    await secrets.destroyVersion(id, 1, 40);
    expect(await secrets.loadVersion(id, 1)).toBeNull();
    expect(await secrets.loadVersion(id, 2)).toBeNull();
  });

  it('removes one version, or every version and marker of one secret, and nothing of another', async () => {
    const { secrets } = store();
    const [id, other] = [newId(), newId()];
    for (const version of [1, 2, 3]) await secrets.archive(id, version, BYTES, 10);
    await secrets.archive(other, 1, BYTES, 10);
    await secrets.destroyVersion(id, 4, 10);
    await secrets.removeVersion(id, 2);
    await secrets.removeVersion(id, 2);
    expect(await secrets.loadVersion(id, 2)).toBeNull();
    expect(await secrets.loadVersion(id, 3)).toBe(BYTES);
    await secrets.removeVersions(id);
    expect(await secrets.loadVersion(id, 1)).toBeNull();
    expect(await secrets.loadVersion(other, 1)).toBe(BYTES);
    await secrets.archive(id, 4, BYTES, 50);
    expect(await secrets.loadVersion(id, 4)).toBe(BYTES);
  });

  it('pages through the versions that were archived before a time, each once and without markers', async () => {
    const { secrets } = store();
    const ids = Array.from({ length: 5 }, () => newId()).sort();
    for (const id of ids) for (const version of [1, 2, 10]) await secrets.archive(id, version, BYTES, 1);
    await secrets.destroyVersion(ids[0] ?? '', 1, 1);
    await secrets.archive(newId(), 1, BYTES, 3);

    const found: string[] = [];
    let after: { id: string; version: number } | null = null;
    for (;;) {
      const page: { id: string; version: number }[] = await secrets.archivedBefore(2, after, 4);
      expect(page.length).toBeLessThanOrEqual(4);
      found.push(...page.map(({ id, version }) => `${id} ${version}`));
      after = page.at(-1) ?? null;
      if (!after) break;
    }
    const expected = ids.flatMap((id) => [1, 2, 10].map((version) => `${id} ${version}`)).slice(1);
    expect(found).toEqual(expected);
  });
}

function describeScans(store: () => StoreUnderTest): void {
  const root = `scan-${newId()}`;
  const names = ['A', 'B/a', 'aB', 'a_/Z', 'a', 'a-', 'a.b', 'a/b', 'a/b/c', 'a/bb', 'a0', 'ab', 'b', 'b_', 'z/~'];
  const live = names.map((path) => aSecret({ path: `${root}/${path}` }));
  // Two deleted secrets of one path: their order is by id.
  const gone = [0, 1].map(() => deleted(aSecret({ path: `${root}/a/b` }), 1));
  const whole = { from: `${root}/`, to: `${root}0` };
  const pathsOf = (page: readonly { value: SecretSummary }[]) =>
    page.map(({ value }) => value.path.slice(root.length + 1));
  const inOrder = (paths: readonly string[]) =>
    [...paths].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

  beforeAll(async () => {
    await Promise.all([...live, ...gone].map((secret) => store().secrets.heads.insert(secret, newId())));
  });

  it('shows every field of a head but the value', async () => {
    const [first] = await store().secrets.scan('live', whole, null, 1);
    expect(first).toEqual({ revision: 1, value: summaryOf(live[0] ?? aSecret()) });
    expect(JSON.stringify(await store().secrets.scan('live', whole, null, 100))).not.toContain('c2VhbGVk');
  });

  it.each([
    ['creator', { createdBy: 'ada' }, { createdBy: 'ada' }, { createdBy: 'grace' }],
    ['expiry', { expiresBefore: 50 }, { expiresAt: 49 }, { expiresAt: 50 }],
    ['last change', { updatedBefore: 50 }, { updatedAt: 49 }, { updatedAt: 50 }],
  ])(
    'finds the places of all secrets within a bound of their %s, unless they are too many',
    async (_, bound, inside, outside) => {
      const { secrets } = store();
      const before = await secrets.placesWithin('live', bound, 100);
      expect(before).toEqual([]);
      const kept = [0, 1].map((n) => aSecret({ path: `${root}-bound/${newId()}-${n}`, ...inside }));
      const others = [aSecret(outside), aSecret({ expiresAt: null }), deleted(aSecret(inside), 1)];
      for (const secret of [...kept, ...others]) await secrets.heads.insert(secret, newId());
      const found = await secrets.placesWithin('live', bound, 2);
      expect(found?.sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual(
        kept.map(({ path, id }) => ({ path, id })).sort((a, b) => (a.path < b.path ? -1 : 1)),
      );
      expect(await secrets.placesWithin('live', bound, 1)).toBeNull();
      // A change moves it out of the bound.
      const [first] = kept;
      if (first) await secrets.heads.replace({ ...first, ...outside }, 1, newId());
      expect(await secrets.placesWithin('live', bound, 1)).toHaveLength(1);
    },
  );

  it('shows the summaries of ids, and leaves out those that no secret has or that were fenced', async () => {
    const { secrets } = store();
    const fenced = newId();
    await secrets.heads.fence(fenced, newId());
    const [first = aSecret(), second = aSecret()] = live;
    const found = await secrets.summaries([second.id, newId(), fenced, first.id]);
    const byId = (page: typeof found) => [...page].sort((a, b) => (a.value.id < b.value.id ? -1 : 1));
    expect(byId(found)).toEqual(byId([first, second].map((value) => ({ revision: 1, value: summaryOf(value) }))));
    expect(await secrets.summaries([])).toEqual([]);
  });

  it('shows only secrets in the given state', async () => {
    const found = await store().secrets.scan('deleted', whole, null, 100);
    expect(found.map(({ value }) => value.id)).toEqual(gone.map(({ id }) => id).sort());
    expect(await store().secrets.scan('purging', whole, null, 100)).toEqual([]);
  });

  it('lists in the order of UTF-8 bytes, inside a half-open range', async () => {
    const { secrets } = store();
    expect(pathsOf(await secrets.scan('live', whole, null, 100))).toEqual(inOrder(names));
    const inner = { from: `${root}/a/b`, to: `${root}/ab` };
    expect(pathsOf(await secrets.scan('live', inner, null, 100))).toEqual(
      inOrder(names).filter((path) => path >= 'a/b' && path < 'ab'),
    );
    expect(await secrets.scan('live', { from: `${root}/a`, to: `${root}/a` }, null, 100)).toEqual([]);
    expect(await secrets.scan('live', { from: `${root}/b`, to: `${root}/a` }, null, 100)).toEqual([]);
  });

  it('lists to the end if no upper bound is given', async () => {
    const found = await store().secrets.scan('live', { from: `${root}/b`, to: null }, null, 3);
    expect(pathsOf(found)).toEqual(['b', 'b_', 'z/~']);
  });

  it.each([1, 2, 3, 7])('lists everything once in pages of %i, also several secrets of one path', async (limit) => {
    for (const [state, expected] of [
      ['live', live],
      ['deleted', gone],
    ] as const) {
      const found: string[] = [];
      let after: { path: string; id: string } | null = null;
      for (;;) {
        const page = await store().secrets.scan(state, whole, after, limit);
        expect(page.length).toBeLessThanOrEqual(limit);
        found.push(...page.map(({ value }) => value.id));
        const last = page.at(-1)?.value;
        if (!last) break;
        after = { path: last.path, id: last.id };
      }
      expect(found).toHaveLength(expected.length);
      expect(new Set(found)).toEqual(new Set(expected.map(({ id }) => id)));
    }
  });

  it('begins at its range even if the given place lies before it', async () => {
    const range = { from: `${root}/b`, to: null };
    const before = { path: `${root}/a`, id: newId() };
    expect(pathsOf(await store().secrets.scan('live', range, before, 1))).toEqual(['b']);
  });

  it.each(['live', 'deleted'] as const)(
    'passes over no %s secret that lies at the very path of a place without an id [R48]',
    async (state) => {
      const path = `${root}/${state === 'live' ? 'b' : 'a/b'}`;
      const found = await store().secrets.scan(state, { from: path, to: `${path} ` }, { path, id: '' }, 5);
      expect(found).toHaveLength(state === 'live' ? 1 : gone.length);
    },
  );
}

function describePurge(store: () => StoreUnderTest): void {
  it('lists secrets that were deleted before a time or are being purged, and no others', async () => {
    const { secrets } = store();
    const old = deleted(aSecret(), 100);
    const young = deleted(aSecret(), 200);
    const purging: Secret = { ...deleted(aSecret(), 300), state: 'purging' };
    const alive = aSecret();
    for (const secret of [old, young, purging, alive]) await secrets.heads.insert(secret, newId());

    const due = await secrets.duePurge(200, 1000);
    const ids = due.map(({ value }) => value.id);
    expect(ids).toContain(old.id);
    expect(ids).toContain(purging.id);
    expect(ids).not.toContain(young.id);
    expect(ids).not.toContain(alive.id);
    expect(due.find(({ value }) => value.id === old.id)).toEqual({ revision: 1, value: summaryOf(old) });
    expect(await secrets.duePurge(200, 1)).toHaveLength(1);
  });
}
