import type { KeyObject } from 'node:crypto';
import { newId, PartUnavailable } from '#kernel';
import { CannotOpen, type KeyManagement, MasterStillNeeded, REWRAP_MOST, SECRETS_RING, userRing } from '#keys';
import type { KeyringUnderTest } from './key-management.contract.js';

/** What every keyring promises of rotating its master key and its rings. */
export function keyRotationContract(open: () => Promise<KeyringUnderTest>): void {
  let rig: KeyringUnderTest;

  const newRing = async (versions = 1, keyring: KeyManagement = rig.keyring) => {
    const ring = userRing(newId());
    await keyring.createRing(ring);
    for (let version = 2; version <= versions; version++) await keyring.addVersion(ring, version);
    return ring;
  };
  const newRings = async (count: number) => Promise.all(Array.from({ length: count }, () => newRing()));
  const openKey = async (ring: string, version = 1): Promise<KeyObject> => {
    const key = await rig.keyring.openKey(ring, version);
    if (!key) throw new Error(`${ring} ${version} is not there`);
    return key;
  };
  const underOf = async (ring: string) =>
    (await rig.keyring.wraps(ring))?.versions.map(({ wrappedUnder }) => wrappedUnder) ?? null;
  const addMaster = async (version: number) => {
    expect(await rig.keyring.addMasterVersion(version)).toBe('created');
    await rig.keyring.verifyMaster(version);
  };

  beforeEach(async () => {
    rig = await open();
    await rig.keyring.createMaster();
  });
  afterEach(() => rig.close());

  describe('a further master key', () => {
    it('leaves no gap, is added once, and only the newest one is verified [R59]', async () => {
      const { keyring } = rig;
      await expect(keyring.addMasterVersion(3)).rejects.toThrow(RangeError);
      await expect(keyring.verifyMaster(2)).rejects.toThrow(CannotOpen);
      await addMaster(2);
      expect([await keyring.addMasterVersion(2), await keyring.addMasterVersion(1)]).toEqual(['exists', 'exists']);
      await expect(keyring.verifyMaster(1)).rejects.toThrow(CannotOpen);
      await rig.reopen();
      await rig.keyring.verifyMaster(2);
      expect(await rig.keyring.masterVersions()).toEqual([1, 2]);
      expect(await rig.keyring.createMaster()).toBe('exists');
    });

    it('is added once by many simultaneous calls of two nodes [R63]', async () => {
      const nodes = [rig.keyring, await rig.another()];
      const calls = [...nodes, ...nodes, ...nodes].map((node) => node.addMasterVersion(2));
      const outcomes = await Promise.all(calls);
      expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
      expect(await rig.keyring.masterVersions()).toEqual([1, 2]);
      await addMaster(3);
    });

    it('wraps everything that any node creates from then on [R59, R62]', async () => {
      const before = await newRing();
      const other = await rig.another();
      expect(await underOf(await newRing(1, other))).toEqual([1]);
      await addMaster(2);
      expect(await underOf(await newRing(1, other))).toEqual([2]);
      await other.addVersion(before, 2);
      expect(await underOf(before)).toEqual([1, 2]);
      await openKey(before, 1);
      await openKey(before, 2);
    });
  });

  describe('re-wrapping', () => {
    it('refuses more rings than one call accepts, and creates no first master key [R64]', async () => {
      const many = Array.from({ length: REWRAP_MOST + 1 }, () => userRing(newId()));
      await expect(rig.keyring.rewrap(many)).rejects.toThrow(RangeError);
      const empty = await open();
      await expect(empty.keyring.rewrap([SECRETS_RING])).rejects.toThrow(PartUnavailable);
      for (const next of [1, 2]) await expect(empty.keyring.addMasterVersion(next)).rejects.toThrow(PartUnavailable);
      expect(await empty.keyring.masterVersions()).toEqual([]);
      await empty.close();
    });

    it('moves every version of every ring without changing its key, and the second time nothing [R60]', async () => {
      const ring = await newRing(3);
      await rig.keyring.createRing(SECRETS_RING);
      const places = [...[1, 2, 3].map((version) => [ring, version] as const), [SECRETS_RING, 1] as const];
      const keys = await Promise.all(places.map(([name, version]) => openKey(name, version)));
      await addMaster(2);
      expect(await rig.keyring.rewrap([ring, SECRETS_RING, ring])).toEqual({ moved: 4, failed: [] });
      const after = await rig.keyring.wraps(ring);
      expect(after?.versions.map(({ wrappedUnder }) => wrappedUnder)).toEqual([2, 2, 2]);
      expect(await rig.keyring.rewrap([ring, SECRETS_RING])).toEqual({ moved: 0, failed: [] });
      expect(await rig.keyring.wraps(ring)).toEqual(after);
      await rig.reopen();
      for (const [index, [name, version]] of places.entries()) {
        expect(keys[index]?.equals(await openKey(name, version))).toBe(true);
      }
    });

    it('ignores rings that were shredded or do not exist', async () => {
      const shredded = await newRing();
      await rig.keyring.shred(shredded);
      await addMaster(2);
      expect(await rig.keyring.rewrap([shredded, userRing(newId())])).toEqual({ moved: 0, failed: [] });
      expect(await rig.keyring.rewrap([])).toEqual({ moved: 0, failed: [] });
      expect(await rig.keyring.wraps(shredded)).toBeNull();
    });

    it('leaves a ring with a tampered wrap byte for byte as it is, and names it [R60]', async () => {
      const [broken, whole] = [await newRing(2), await newRing()];
      await rig.tamper({ ring: broken, version: 1 });
      const stored = async () => [
        await rig.storedWrap({ ring: broken, version: 1 }),
        await rig.storedWrap({ ring: broken, version: 2 }),
      ];
      const before = await stored();
      await addMaster(2);
      expect(await rig.keyring.rewrap([broken, whole])).toEqual({ moved: 1, failed: [broken] });
      expect(await stored()).toEqual(before);
      expect([await underOf(broken), await underOf(whole)]).toEqual([[1, 1], [2]]);
      await expect(rig.keyring.openKey(broken, 1)).rejects.toThrow(CannotOpen);
      await openKey(broken, 2);
    });

    it('brings back no ring that is shredded at the same time, and loses no version that is added [R60, R61]', async () => {
      const rings = await newRings(24);
      const keys = await Promise.all(rings.map((ring) => openKey(ring)));
      await addMaster(2);
      const other = await rig.another();
      const racing = rings.map((ring, index) => (index % 2 === 0 ? other.shred(ring) : other.addVersion(ring, 2)));
      const [rewrapped] = await Promise.all([rig.keyring.rewrap(rings), ...racing]);
      expect(rewrapped.failed).toEqual([]);
      expect((await rig.keyring.rewrap(rings)).failed).toEqual([]);
      for (const [index, ring] of rings.entries()) {
        expect(await underOf(ring)).toEqual(index % 2 === 0 ? null : [2, 2]);
        if (index % 2 === 0) expect(await rig.keyring.createRing(ring)).toBe('exists');
        else expect((await openKey(ring)).equals(keys[index] ?? (await openKey(ring, 2)))).toBe(true);
      }
    });

    it('moves each wrap once when two nodes run it at the same time [R60]', async () => {
      const rings = await newRings(24);
      const keys = await Promise.all(rings.map((ring) => openKey(ring)));
      await addMaster(2);
      const nodes = [rig.keyring, await rig.another()];
      const done = await Promise.all(nodes.map((node) => node.rewrap(rings)));
      expect(done.map(({ failed }) => failed)).toEqual([[], []]);
      expect(done.reduce((sum, { moved }) => sum + moved, 0)).toBe(24);
      for (const [index, ring] of rings.entries()) expect(keys[index]?.equals(await openKey(ring))).toBe(true);
    });
  });

  describe('destroying', () => {
    it('refuses the newest master key, and every version that a wrap is under [R118]', async () => {
      const [left, moved] = [await newRing(), await newRing()];
      const keys = [await openKey(left), await openKey(moved)];
      for (const version of [2, 3]) await addMaster(version);
      await rig.keyring.rewrap([moved]);
      await expect(rig.keyring.destroyMaster(3)).rejects.toThrow(RangeError);
      for (const version of [1, 2]) {
        expect(await rig.keyring.ringUnder(version)).toBe(left);
        await expect(rig.keyring.destroyMaster(version)).rejects.toThrow(MasterStillNeeded);
        expect(await rig.keyring.masterVersions()).toEqual([1, 2, 3]);
        await rig.reopen();
      }
      expect(keys[0]?.equals(await openKey(left))).toBe(true);
      expect(await rig.keyring.rewrap([left, moved])).toEqual({ moved: 1, failed: [] });
      expect(await rig.keyring.ringUnder(2)).toBeNull();
      for (let round = 0; round < 2; round++) {
        for (const version of [1, 2, 2, 1]) await rig.keyring.destroyMaster(version);
        expect(await rig.keyring.masterVersions()).toEqual([3]);
        for (const [index, ring] of [left, moved].entries()) {
          expect(keys[index]?.equals(await openKey(ring))).toBe(true);
        }
        expect(await rig.keyring.addMasterVersion(2)).toBe('exists');
        await rig.reopen();
      }
      await addMaster(4);
      expect(await rig.keyring.masterVersions()).toEqual([3, 4]);
      expect(await underOf(await newRing())).toEqual([4]);
    });

    it('is not held up by a ring that was shredded', async () => {
      const shredded = await newRing();
      await addMaster(2);
      await rig.keyring.shred(shredded);
      await rig.keyring.destroyMaster(1);
      expect(await rig.keyring.masterVersions()).toEqual([2]);
    });

    it('loses no ring that is made or moved while older versions are destroyed [R118]', async () => {
      const made: string[] = [];
      const nodes = [rig.keyring, await rig.another()] as const;
      for (let next = 2; next < 6; next++) {
        const making = nodes.flatMap((node) => Array.from({ length: 6 }, () => newRing(2, node)));
        const destroying = (async () => {
          await addMaster(next);
          await rig.keyring.rewrap(await rig.keyring.rings(null, 200));
          await nodes[1].destroyMaster(next - 1).catch((error: unknown) => {
            if (!(error instanceof MasterStillNeeded)) throw error;
          });
        })();
        made.push(...(await Promise.all(making)));
        await destroying;
        for (const ring of made) for (const version of [1, 2]) await openKey(ring, version);
      }
      await rig.keyring.rewrap(await rig.keyring.rings(null, 200));
      await rig.keyring.destroyMaster(4);
      expect(await rig.keyring.masterVersions()).toEqual([5]);
    });

    it('asks all rings of the keyring, which it lists in the order of their names', async () => {
      expect(await rig.keyring.rings(null, 10)).toEqual([]);
      const rings = [SECRETS_RING, ...(await newRings(5)).sort()];
      await rig.keyring.createRing(SECRETS_RING);
      expect(await rig.keyring.rings(null, 10)).toEqual(rings);
      const paged: string[] = [];
      for (let page = await rig.keyring.rings(null, 2); page.length > 0; ) {
        expect(page.length).toBeLessThanOrEqual(2);
        paged.push(...page);
        page = await rig.keyring.rings(page.at(-1) ?? null, 2);
      }
      expect(paged).toEqual(rings);
    });

    it('refuses the newest version of a ring; the others are gone for good, and it may be repeated', async () => {
      const ring = await newRing(3);
      const newest = await openKey(ring, 3);
      await expect(rig.keyring.dropVersions(ring, [1, 3])).rejects.toThrow(RangeError);
      await openKey(ring, 1);
      for (let round = 0; round < 2; round++) {
        await rig.keyring.dropVersions(ring, [1, 2]);
        expect([await rig.keyring.openKey(ring, 1), await rig.keyring.openKey(ring, 2)]).toEqual([null, null]);
        expect((await openKey(ring, 3)).equals(newest)).toBe(true);
        await rig.reopen();
      }
      expect(await rig.keyring.addVersion(ring, 2)).toBe('exists');
      expect(await rig.keyring.addVersion(ring, 4)).toBe('created');
    });

    it('drops nothing of a ring that was shredded or does not exist', async () => {
      const [shredded, never] = [await newRing(2), userRing(newId())];
      await rig.keyring.shred(shredded);
      for (const ring of [shredded, never]) await rig.keyring.dropVersions(ring, [1]);
      expect(await rig.keyring.createRing(shredded)).toBe('exists');
      expect(await rig.keyring.createRing(never)).toBe('created');
    });
  });
}
