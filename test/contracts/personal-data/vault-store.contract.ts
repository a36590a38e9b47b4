import { ENTRIES_MOST, type EntryBody, type ManifestEntry, packManifest, TOMBSTONES_MOST } from '#entries';
import { anEntryBody, aVault, aVaultSnapshot, headOf } from '#entries/testing';
import { newId } from '#kernel';
import { describeVaultBases } from './vault-bases.contract.js';
import { describeVaultSweeps, type VaultsUnderTest } from './vault-sweeps.contract.js';

const UNBOUNDED = Number.MAX_SAFE_INTEGER;

/** The largest ciphertext and meta that a client may give, in base64. */
const LARGEST = { ciphertext: 'A'.repeat(349_528), meta: 'A'.repeat(5_464), name: '\u{1f511}'.repeat(128) };

const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);

export function describeVaultStoreContract(name: string, open: () => Promise<VaultsUnderTest>): void {
  describe(`VaultStore on ${name}`, () => {
    let store: VaultsUnderTest;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    describe('the vault', () => describeVault(() => store));
    describeVaultBases(() => store);
    describe('bodies', () => describeBodies(() => store));
    describe('bounded reads', () => describeBounds(() => store));
    describe('heads', () => describeHeads(() => store));
    describe('snapshots', () => describeSnapshots(() => store));
    describeVaultSweeps(() => store);
  });
}

function describeVault(store: () => VaultsUnderTest): void {
  it('has a revision that can be asked for alone, if there is a vault', async () => {
    const { vaults } = store();
    const [vault, fenced] = [aVault(), newId()];
    await vaults.vaults.insert(vault, newId());
    await vaults.vaults.replace({ ...vault, rekey: null }, 1, newId());
    await vaults.vaults.fence(fenced, newId());
    const asked = [vault.id, fenced, newId()].map((id) => vaults.revisionOf(id));
    expect(await Promise.all(asked)).toEqual([2, null, null]);
  });

  it('keeps every field as given, and null where a field may be null', async () => {
    const { vaults } = store().vaults;
    const fresh = aVault({ wrappedKey: null, manifest: packManifest([]), previous: null, rekey: null });
    const closed = aVault({ state: 'closed', horizon: 7 });
    for (const vault of [fresh, closed]) {
      await vaults.insert(vault, newId());
      expect(await vaults.load(vault.id)).toEqual({ revision: 1, value: vault });
    }
    const next = { ...fresh, previous: closed.previous, rekey: closed.rekey };
    expect(await vaults.replace(next, 1, newId())).toBe('published');
    expect(await vaults.replace(fresh, 2, newId())).toBe('published');
    expect(await vaults.load(fresh.id)).toEqual({ revision: 3, value: fresh });
  });

  it('holds as many live and deleted entries as a vault may have, with room to spare', async () => {
    const { vaults } = store().vaults;
    const most = Number.MAX_SAFE_INTEGER;
    const entry = (live: boolean): ManifestEntry => ({
      id: newId(),
      revision: most,
      body: live ? newId() : null,
      seq: most,
    });
    const live = Array.from({ length: ENTRIES_MOST }, () => entry(true));
    const vault = aVault({ manifest: packManifest(live) });
    await vaults.insert(vault, newId());
    const deleted = Array.from({ length: TOMBSTONES_MOST }, () => entry(false));
    const full = { ...vault, wrappedKey: 'A'.repeat(1_368), manifest: packManifest([...live, ...deleted]) };
    expect(await vaults.replace(full, 1, newId())).toBe('published');
    expect(await vaults.load(vault.id)).toEqual({ revision: 2, value: full });
  });

  it('keeps a manifest of the largest vault when its generation is superseded', async () => {
    const entry = () => ({ id: newId(), revision: Number.MAX_SAFE_INTEGER, body: newId() });
    const snapshot = aVaultSnapshot({ manifest: Array.from({ length: ENTRIES_MOST }, entry) });
    await store().vaults.insertSnapshot(snapshot);
    expect(await store().vaults.loadSnapshot(snapshot.ownerId, snapshot.id)).toEqual(snapshot);
  });
}

function describeBodies(store: () => VaultsUnderTest): void {
  it('gives no owner the bodies of another one', async () => {
    const [mine, other] = [anEntryBody(), anEntryBody()];
    await store().vaults.insertBodies([mine, other]);
    const ids = [mine.id, other.id, newId()];
    expect(await store().vaults.loadBodies(mine.ownerId, ids, UNBOUNDED)).toEqual({ bodies: [mine], left: [] });
    expect(await store().vaults.loadBodies(newId(), ids, UNBOUNDED)).toEqual({ bodies: [], left: [] });
  });

  it('leaves an existing body as it is when anybody inserts its id again, and inserts the other bodies of the call', async () => {
    const { vaults } = store();
    const body = anEntryBody();
    await vaults.insertBodies([body]);
    await vaults.insertBodies([body]);
    const foreign = anEntryBody({ id: body.id });
    const changed = { ...body, ciphertext: 'b3RoZXI=', revision: 9, name: null };
    const [before, after] = [anEntryBody({ ownerId: body.ownerId }), anEntryBody({ ownerId: body.ownerId })];
    await vaults.insertBodies([before, changed, foreign, after]);
    const ids = [before.id, body.id, after.id];
    expect((await vaults.loadBodies(body.ownerId, ids, UNBOUNDED)).bodies).toEqual([before, body, after]);
    expect((await vaults.loadBodies(foreign.ownerId, ids, UNBOUNDED)).bodies).toEqual([]);
  });

  it('keeps one of 20 bodies that are inserted under one id at once', async () => {
    const { vaults } = store();
    const body = anEntryBody();
    const rivals = Array.from({ length: 20 }, (_, revision) => ({ ...body, revision: revision + 1 }));
    await Promise.all(rivals.map((rival) => vaults.insertBodies([rival])));
    const [kept] = (await vaults.loadBodies(body.ownerId, [body.id], UNBOUNDED)).bodies;
    expect(rivals).toContainEqual(kept);
  });

  it('keeps every field as given, and null where a field may be null', async () => {
    const ownerId = newId();
    const bare = anEntryBody({ ownerId, name: null, meta: null });
    const full = anEntryBody({ ownerId, previous: newId(), rekey: newId(), generation: 3, revision: 4, ...LARGEST });
    await store().vaults.insertBodies([bare, full]);
    const { bodies } = await store().vaults.loadBodies(ownerId, [full.id, bare.id], UNBOUNDED);
    expect(bodies).toEqual([full, bare]);
  });

  it('accepts an empty list', async () => {
    await store().vaults.insertBodies([]);
    expect(await store().vaults.loadBodies(newId(), [], UNBOUNDED)).toEqual({ bodies: [], left: [] });
  });
}

function describeBounds(store: () => VaultsUnderTest): void {
  const sized = (ownerId: string, size: number) =>
    anEntryBody({ ownerId, ciphertext: 'A'.repeat(size - 4), meta: 'AAAA' });

  it('stops before the bound would be passed, names the ids that are left, and skips absent ones', async () => {
    const { vaults } = store();
    const ownerId = newId();
    const bodies = [100, 100, 104, 4].map((size) => sized(ownerId, size));
    await vaults.insertBodies(bodies);
    const [first, second, third, fourth] = idsOf(bodies) as [string, string, string, string];
    const absent = newId();
    const ids = [absent, first, second, absent, third, fourth];
    const read = async (wanted: readonly string[], most: number) => {
      const answer = await vaults.loadBodies(ownerId, wanted, most);
      return [idsOf(answer.bodies), answer.left];
    };
    expect(await read(ids, 303)).toEqual([
      [first, second],
      [third, fourth],
    ]);
    expect(await read(ids, 304)).toEqual([[first, second, third], [fourth]]);
    expect(await read(ids, 308)).toEqual([[first, second, third, fourth], []]);
    expect(await read([third, absent], 1)).toEqual([[third], []]);
    expect(await read([third, absent, first], 0)).toEqual([[third], [first]]);
  });

  it('gives 200 bodies, some of the largest size, page by page, each once and in the requested order', async () => {
    const { vaults } = store();
    const ownerId = newId();
    const bodies = Array.from({ length: 200 }, (_, at) =>
      anEntryBody({ ownerId, ...(at % 50 === 0 ? LARGEST : {}), revision: at + 1 }),
    );
    for (let at = 0; at < bodies.length; at += 50) await vaults.insertBodies(bodies.slice(at, at + 50));
    const found: EntryBody[] = [];
    let pages = 0;
    for (let left: readonly string[] = idsOf(bodies).reverse(); left.length > 0; pages += 1) {
      const page = await vaults.loadBodies(ownerId, left, 500_000);
      found.push(...page.bodies);
      left = page.left;
    }
    expect(pages).toBe(4);
    expect(found).toEqual(bodies.reverse());
  });
}

function describeHeads(store: () => VaultsUnderTest): void {
  it('lists only bodies staged for one re-key of one owner, by id, page by page, without sealed data', async () => {
    const { vaults } = store();
    const [ownerId, rekey] = [newId(), newId()];
    const staged = Array.from({ length: 5 }, (_, at) => anEntryBody({ ownerId, rekey, revision: 9 - at }));
    const others = [
      anEntryBody({ ownerId }),
      anEntryBody({ ownerId, rekey: newId() }),
      anEntryBody({ rekey, ownerId: newId() }),
    ];
    await vaults.insertBodies([...staged, ...others]);
    const heads = staged.map(headOf).sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(await vaults.staged(ownerId, rekey, null, 10)).toEqual(heads);
    expect(await vaults.staged(ownerId, rekey, null, 2)).toEqual(heads.slice(0, 2));
    expect(await vaults.staged(ownerId, rekey, heads[1]?.id ?? '', 2)).toEqual(heads.slice(2, 4));
    expect(await vaults.staged(ownerId, rekey, heads[4]?.id ?? '', 2)).toEqual([]);
    expect(await vaults.staged(ownerId, newId(), null, 10)).toEqual([]);
    expect(await vaults.staged(newId(), rekey, null, 10)).toEqual([]);
    expect(await vaults.countStaged(ownerId, 10)).toBe(6);
    expect(await vaults.countStaged(ownerId, 4)).toBe(4);
    expect(await vaults.countStaged(newId(), 10)).toBe(0);
  });

  it('lists only the bodies of one entry in one generation of one owner, by revision and id, without sealed data', async () => {
    const { vaults } = store();
    const [ownerId, entryId] = [newId(), newId()];
    const place = { ownerId, entryId, generation: 2 };
    // Ids in another order than revisions, and than insertion where revisions are equal.
    const bodies = [
      [10, 1],
      [2, 4],
      [1, 3],
      [2, 2],
    ].map(([revision, at]) => anEntryBody({ ...place, id: newId(at), revision, rekey: newId() }));
    const others = [
      anEntryBody({ ...place, generation: 1 }),
      anEntryBody({ ...place, entryId: newId() }),
      anEntryBody({ ...place, ownerId: newId() }),
    ];
    await vaults.insertBodies([...bodies, ...others]);
    const heads = bodies.map(headOf).sort((a, b) => a.revision - b.revision || (a.id < b.id ? -1 : 1));
    expect(await vaults.bodiesOf(ownerId, entryId, 2, 10)).toEqual(heads);
    expect(await vaults.bodiesOf(ownerId, entryId, 2, 3)).toEqual(heads.slice(0, 3));
    expect(await vaults.bodiesOf(ownerId, entryId, 3, 10)).toEqual([]);
    expect(await vaults.bodiesOf(newId(), entryId, 2, 10)).toEqual([]);
  });
}

function describeSnapshots(store: () => VaultsUnderTest): void {
  it('neither gives nor removes the snapshot of another owner', async () => {
    const { vaults } = store();
    const snapshot = aVaultSnapshot();
    await vaults.insertSnapshot(snapshot);
    expect(await vaults.loadSnapshot(newId(), snapshot.id)).toBeNull();
    await vaults.removeSnapshot(newId(), snapshot.id);
    expect(await vaults.loadSnapshot(snapshot.ownerId, snapshot.id)).toEqual(snapshot);
    await vaults.removeSnapshot(snapshot.ownerId, snapshot.id);
    await vaults.removeSnapshot(snapshot.ownerId, snapshot.id);
    expect(await vaults.loadSnapshot(snapshot.ownerId, snapshot.id)).toBeNull();
  });

  it('leaves an existing snapshot as it is when anybody inserts its id again', async () => {
    const { vaults } = store();
    const snapshot = aVaultSnapshot();
    await vaults.insertSnapshot(snapshot);
    await vaults.insertSnapshot({ ...snapshot, manifest: [], writtenAt: 1 });
    const foreign = aVaultSnapshot({ id: snapshot.id });
    await vaults.insertSnapshot(foreign);
    expect(await vaults.loadSnapshot(snapshot.ownerId, snapshot.id)).toEqual(snapshot);
    expect(await vaults.loadSnapshot(foreign.ownerId, snapshot.id)).toBeNull();
  });
}
