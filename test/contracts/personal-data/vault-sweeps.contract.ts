import { anEntryBody, aVaultSnapshot, headOf } from '#entries/testing';
import { newId } from '#kernel';
import type { StoreUnderTest } from '#storage/testing';

export type VaultsUnderTest = Pick<StoreUnderTest, 'vaults' | 'another' | 'close'>;

const UNBOUNDED = Number.MAX_SAFE_INTEGER;

const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);

/** The part of the contract of `VaultStore` that is about what is no longer named. */
export function describeVaultSweeps(store: () => VaultsUnderTest): void {
  describe('removal', () => describeRemoval(store));
  describe('sweeps', () => describeSweeps(store));
}

function describeRemoval(store: () => VaultsUnderTest): void {
  it('removes neither a body of another owner nor one that was not named, and may be repeated', async () => {
    const { vaults } = store();
    const [mine, kept] = [anEntryBody(), anEntryBody()];
    const beside = anEntryBody({ ownerId: mine.ownerId });
    await vaults.insertBodies([mine, beside, kept]);
    for (let turn = 0; turn < 2; turn += 1) await vaults.removeBodies(mine.ownerId, [mine.id, kept.id, newId()]);
    await vaults.removeBodies(mine.ownerId, []);
    const bodiesOf = async (ownerId: string) =>
      (await vaults.loadBodies(ownerId, [mine.id, beside.id, kept.id], UNBOUNDED)).bodies;
    expect(await bodiesOf(mine.ownerId)).toEqual([beside]);
    expect(await bodiesOf(kept.ownerId)).toEqual([kept]);
  });

  it('removes every body and snapshot of one owner in several calls, and nothing of others', async () => {
    const { vaults } = store();
    const ownerId = newId();
    const [bodies, snapshots] = [
      Array.from({ length: 7 }, () => anEntryBody({ ownerId })),
      [1, 2, 3].map(() => aVaultSnapshot({ ownerId })),
    ];
    const [body, snapshot] = [anEntryBody(), aVaultSnapshot()];
    await vaults.insertBodies([...bodies, body]);
    for (const one of [...snapshots, snapshot]) await vaults.insertSnapshot(one);

    let removed = 0;
    for (let some = 1; some > 0; removed += some) {
      some = await vaults.removeSome(ownerId, 3);
      expect(some).toBeLessThanOrEqual(3);
    }
    expect(removed).toBe(10);
    expect((await vaults.loadBodies(ownerId, idsOf(bodies), UNBOUNDED)).bodies).toEqual([]);
    for (const { id } of snapshots) expect(await vaults.loadSnapshot(ownerId, id)).toBeNull();
    expect((await vaults.loadBodies(body.ownerId, [body.id], UNBOUNDED)).bodies).toEqual([body]);
    expect(await vaults.loadSnapshot(snapshot.ownerId, snapshot.id)).toEqual(snapshot);
  });
}

function describeSweeps(store: () => VaultsUnderTest): void {
  const collect = async <R extends { readonly id: string }>(page: (after: string | null) => Promise<R[]>) => {
    const found: R[] = [];
    for (let after: string | null = null; ; after = found.at(-1)?.id ?? null) {
      const rows = await page(after);
      expect(rows.length).toBeLessThanOrEqual(2);
      if (rows.length === 0) return found;
      found.push(...rows);
    }
  };

  it('lists the heads of an owner that were written before a time, by id in pages', async () => {
    const { vaults } = store();
    const ownerId = newId();
    const bodies = [5, 7, 6, 3, 8, 1].map((writtenAt) => anEntryBody({ ownerId, writtenAt }));
    await vaults.insertBodies([...bodies, anEntryBody({ writtenAt: 5 })]);
    const found = await collect((after) => vaults.writtenBefore(ownerId, 7, after, 2));
    const early = bodies.filter(({ writtenAt }) => writtenAt < 7).map(headOf);
    expect(found).toEqual(early.sort((a, b) => (a.id < b.id ? -1 : 1)));
    expect(await vaults.writtenBefore(ownerId, 1, null, 2)).toEqual([]);
  });

  it('names every owner of bodies once, in the order of their ids', async () => {
    const { vaults } = store();
    const owners = [newId(), newId(), newId()];
    await vaults.insertBodies([...owners, ...owners].map((ownerId) => anEntryBody({ ownerId })));
    const found: string[] = [];
    for (let next = await vaults.nextOwner(null); next !== null; next = await vaults.nextOwner(next)) found.push(next);
    expect(found).toEqual([...new Set(found)].sort());
    expect(found).toEqual(expect.arrayContaining(owners));
  });

  it('lists the snapshots of every owner that were written before a time, by id in pages', async () => {
    const { vaults } = store();
    const snapshots = [5, 7, 6, 3, 8, 1].map((writtenAt) => aVaultSnapshot({ writtenAt }));
    for (const snapshot of snapshots) await vaults.insertSnapshot(snapshot);
    const found = await collect((after) => vaults.snapshotsBefore(7, after, 2));
    const early = snapshots.filter(({ writtenAt }) => writtenAt < 7).map(({ id, ownerId }) => ({ id, ownerId }));
    expect(found).toEqual(early.sort((a, b) => (a.id < b.id ? -1 : 1)));
    expect(await vaults.snapshotsBefore(1, null, 2)).toEqual([]);
  });
}
