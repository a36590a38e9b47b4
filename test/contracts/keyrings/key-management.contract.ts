import { newId, PartUnavailable } from '#kernel';
import { AUDIT_RING, CannotOpen, type KeyManagement, SECRETS_RING, userRing } from '#keys';

/** A keyring of its own for each test, at first empty. */
export interface KeyringUnderTest {
  /** The client in use; `reopen` replaces it. */
  readonly keyring: KeyManagement;
  /** Lets go and opens the same keyring as a new process would. */
  reopen(): Promise<void>;
  /** Another node's client of the same keyring; where only one process may hold it, the one in use. */
  another(): Promise<KeyManagement>;
  /** Exchanges, below the port, what is stored as the wraps of two versions. */
  swapWraps(a: WrapPlace, b: WrapPlace): Promise<void>;
  /** What is stored, below the port, as the wrap of a version: text of some form. */
  storedWrap(place: WrapPlace): Promise<string>;
  /** Changes one character or byte, below the port, of a version's wrap. */
  tamper(place: WrapPlace): Promise<void>;
  /** Lets go and removes the data. */
  close(): Promise<void>;
}

export interface WrapPlace {
  readonly ring: string;
  readonly version: number;
}

function newRing(): string {
  return userRing(newId());
}

/** What every keyring promises. */
export function keyManagementContract(open: () => Promise<KeyringUnderTest>): void {
  let rig: KeyringUnderTest;
  let keyring: KeyManagement;

  const reopen = async () => {
    await rig.reopen();
    keyring = rig.keyring;
  };
  const openKey = async (ring: string, version = 1) => {
    const key = await keyring.openKey(ring, version);
    if (!key) throw new Error(`${ring} ${version} is not there`);
    return key;
  };

  beforeEach(async () => {
    rig = await open();
    keyring = rig.keyring;
  });
  afterEach(() => rig.close());

  describe('without a master key', () => {
    it('refuses to check, create and open rings, and never creates a master key [R64]', async () => {
      await expect(keyring.check()).rejects.toThrow(PartUnavailable);
      await expect(keyring.createRing(newRing())).rejects.toThrow(PartUnavailable);
      expect(await keyring.masterVersions()).toEqual([]);
      expect([await keyring.boundTo(), await keyring.rings(null, 9)]).toEqual([null, []]);
      await reopen();
      expect(await keyring.masterVersions()).toEqual([]);
    });
  });

  describe('with a master key', () => {
    beforeEach(async () => {
      expect(await keyring.createMaster()).toBe('created');
    });

    it('is bound to one store at a time, by compare-and-set, and stays bound [R119]', async () => {
      expect(await keyring.boundTo()).toBeNull();
      const another = await rig.another();
      const bound = await Promise.all([keyring.bind('a', null), another.bind('b', null)]);
      expect(bound.filter((mine) => mine)).toHaveLength(1);
      const winner = bound[0] ? 'a' : 'b';
      await reopen();
      expect(await keyring.boundTo()).toBe(winner);
      expect([await keyring.bind('c', null), await keyring.bind('c', 'd')]).toEqual([false, false]);
      expect(await keyring.bind('c', winner)).toBe(true);
      expect(await keyring.boundTo()).toBe('c');
    });

    it('never replaces the master key [R64]', async () => {
      const ring = newRing();
      await keyring.createRing(ring);
      const key = await openKey(ring);
      expect(await keyring.createMaster()).toBe('exists');
      await reopen();
      expect(await keyring.createMaster()).toBe('exists');
      expect(await keyring.masterVersions()).toEqual([1]);
      expect((await openKey(ring)).equals(key)).toBe(true);
    });

    it('does not open a wrap that was moved to another ring or version [R55]', async () => {
      const [a, b] = [newRing(), newRing()];
      for (const ring of [a, b]) await keyring.createRing(ring);
      await keyring.addVersion(a, 2);
      await rig.swapWraps({ ring: a, version: 1 }, { ring: b, version: 1 });
      keyring = rig.keyring;
      await expect(keyring.openKey(a, 1)).rejects.toThrow(CannotOpen);
      await expect(keyring.openKey(b, 1)).rejects.toThrow(CannotOpen);
      await rig.swapWraps({ ring: a, version: 1 }, { ring: b, version: 1 });
      await rig.swapWraps({ ring: a, version: 1 }, { ring: a, version: 2 });
      keyring = rig.keyring;
      await expect(keyring.openKey(a, 1)).rejects.toThrow(CannotOpen);
      await expect(keyring.openKey(a, 2)).rejects.toThrow(CannotOpen);
      await openKey(b);
    });

    it('never creates a ring again, and leaves the existing one as it is', async () => {
      for (const ring of [newRing(), SECRETS_RING]) {
        expect(await keyring.createRing(ring)).toBe('created');
        const key = await openKey(ring);
        expect(await keyring.createRing(ring)).toBe('exists');
        expect((await openKey(ring)).equals(key)).toBe(true);
      }
    });

    it('opens nothing of a ring or version that does not exist', async () => {
      const ring = newRing();
      expect(await keyring.openKey(ring, 1)).toBeNull();
      expect(await keyring.wraps(ring)).toBeNull();
      await expect(keyring.addVersion(ring, 2)).rejects.toMatchObject({ code: 'not_found' });
      await keyring.createRing(ring);
      expect(await keyring.openKey(ring, 2)).toBeNull();
    });

    it('leaves a tombstone of a shredded ring: nothing brings it back', async () => {
      const ring = newRing();
      await keyring.createRing(ring);
      await keyring.addVersion(ring, 2);
      await keyring.shred(ring);
      await keyring.shred(ring);
      for (let round = 0; round < 2; round++) {
        expect(await keyring.createRing(ring)).toBe('exists');
        await expect(keyring.addVersion(ring, 3)).rejects.toMatchObject({ code: 'not_found' });
        expect(await keyring.wraps(ring)).toBeNull();
        expect([await keyring.openKey(ring, 1), await keyring.openKey(ring, 2)]).toEqual([null, null]);
        await reopen();
      }
    });

    it('shreds a ring that does not exist, so that it can never be created', async () => {
      const ring = newRing();
      await keyring.shred(ring);
      expect(await keyring.createRing(ring)).toBe('exists');
      expect(await keyring.openKey(ring, 1)).toBeNull();
    });

    it('destroys nothing of the ring that signs checkpoints', async () => {
      await keyring.createRing(AUDIT_RING);
      await keyring.addVersion(AUDIT_RING, 2);
      await expect(keyring.dropVersions(AUDIT_RING, [1])).rejects.toThrow(RangeError);
      await expect(keyring.shred(AUDIT_RING)).rejects.toThrow(RangeError);
      expect((await keyring.wraps(AUDIT_RING))?.versions.map(({ version }) => version)).toEqual([1, 2]);
    });

    it('shreds one ring and no other', async () => {
      const [a, b] = [newRing(), newRing()];
      for (const ring of [a, b]) await keyring.createRing(ring);
      await keyring.shred(a);
      await openKey(b);
    });

    it('lets one of many simultaneous calls create a ring, and one create a version', async () => {
      const ring = newRing();
      const made = await Promise.all(Array.from({ length: 10 }, () => keyring.createRing(ring)));
      expect(made.filter((outcome) => outcome === 'created')).toHaveLength(1);
      const added = await Promise.all(Array.from({ length: 4 }, () => keyring.addVersion(ring, 2)));
      expect(added.filter((outcome) => outcome === 'created')).toHaveLength(1);
      const held = await keyring.wraps(ring);
      expect(held?.versions).toEqual([
        { version: 1, wrappedUnder: 1 },
        { version: 2, wrappedUnder: 1 },
      ]);
    });

    it('adds versions without a gap, each with its own key, and raises the revision', async () => {
      const ring = newRing();
      await keyring.createRing(ring);
      const before = await keyring.wraps(ring);
      await expect(keyring.addVersion(ring, 3)).rejects.toThrow(RangeError);
      expect(await keyring.addVersion(ring, 2)).toBe('created');
      expect((await keyring.wraps(ring))?.revision).toBe((before?.revision ?? 0) + 1);
      expect((await openKey(ring, 1)).equals(await openKey(ring, 2))).toBe(false);
    });

    it('has the same keys after it is opened again; they are secret and have 256 bits [R52]', async () => {
      const rings = [newRing(), newRing(), SECRETS_RING];
      for (const ring of rings) await keyring.createRing(ring);
      const keys = await Promise.all(rings.map((ring) => openKey(ring)));
      await reopen();
      await keyring.check();
      for (const [index, ring] of rings.entries()) {
        const key = await openKey(ring);
        expect([key.type, key.symmetricKeySize]).toEqual(['secret', 32]);
        expect(keys.map((other) => other.equals(key))).toEqual(rings.map((_, other) => other === index));
      }
    });
  });
}
