import { newId, PartUnavailable, SystemClock } from '#kernel';
import { VaultKeyring } from '#keyring-vault';
import { VaultAdmin } from '#keyring-vault/testing';
import { REWRAP_MOST, userRing } from '#keys';
import { describeWithEngines } from '../../engines/engines.js';
import { patient } from '../patience.js';
import { VaultUnderTest } from './vault-under-test.js';

patient();

/** A clock by which no claim grows old, however long a busy machine takes. Its timers run. */
class StandingClock extends SystemClock {
  override now(): number {
    return 0;
  }
}

describeWithEngines('a master key in Vault that rotates', (engines) => {
  const admin = new VaultAdmin(engines);
  let rig: VaultUnderTest;

  const start = async (mode: 'transit' | 'kv') => {
    rig = await VaultUnderTest.open(admin, mode, 'token');
    await rig.keyring.createMaster();
  };
  afterEach(() => rig.close());

  describe('by Transit', () => {
    const transitKey = () => `${rig.place.transitMount}/keys/coffer-master`;
    const claim = () => `${rig.place.kvMount}/data/master_rotation`;
    beforeEach(() => start('transit'));

    it('is left to the node that claimed it, until that node must have given up [R63]', async () => {
      await admin.must('POST', claim(), { data: { format: 1, next: 2 } });
      await expect(rig.keyring.addMasterVersion(2)).rejects.toThrow(PartUnavailable);
      expect(await rig.keyring.masterVersions()).toEqual([1]);
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      expect(await rig.keyring.addMasterVersion(2)).toBe('created');
      expect(await rig.keyring.masterVersions()).toEqual([1, 2]);
    });

    it('waits for the node that claimed it, and finds its version [R63]', async () => {
      const waiting = await VaultKeyring.open(rig.config, new StandingClock());
      await admin.must('POST', claim(), { data: { format: 1, next: 2 } });
      const added = waiting.addMasterVersion(2);
      await new Promise((resolve) => setTimeout(resolve, 300));
      await admin.must('POST', `${transitKey()}/rotate`, {});
      expect(await added).toBe('exists');
      await waiting.close();
    });

    it('adopts a version that an operator added', async () => {
      await admin.must('POST', `${transitKey()}/rotate`, {});
      expect(await rig.keyring.addMasterVersion(2)).toBe('exists');
      await rig.keyring.verifyMaster(2);
    });

    it('moves as many rings as one call accepts, within the limit of one Transit request', async () => {
      const rings = Array.from({ length: REWRAP_MOST }, () => userRing(newId()));
      for (let from = 0; from < rings.length; from += 20) {
        await Promise.all(rings.slice(from, from + 20).map((ring) => rig.keyring.createRing(ring)));
      }
      for (const ring of rings.slice(0, 5)) await rig.keyring.addVersion(ring, 2);
      await rig.keyring.addMasterVersion(2);
      expect(await rig.keyring.rewrap(rings)).toEqual({ moved: REWRAP_MOST + 5, failed: [] });
    });

    it('lets nobody restore a destroyed version, not even an operator', async () => {
      const ring = userRing(newId());
      await rig.keyring.createRing(ring);
      const wrap = await rig.storedWrap({ ring, version: 1 });
      await rig.keyring.addMasterVersion(2);
      await rig.keyring.rewrap([ring]);
      await rig.keyring.destroyMaster(1);
      const back = await admin.request('POST', `${transitKey()}/config`, { min_decryption_version: 1 });
      expect(back.status).toBe(400);
      const context = Buffer.from(`${ring}|1`).toString('base64');
      const opened = await admin.request('POST', `${rig.place.transitMount}/decrypt/coffer-master`, {
        ciphertext: wrap,
        context,
      });
      expect(opened.status).toBe(400);
    });

    it('finishes a destroying that stopped half-way', async () => {
      await rig.keyring.addMasterVersion(2);
      await admin.must('POST', `${transitKey()}/config`, { min_decryption_version: 2 });
      await rig.keyring.destroyMaster(1);
      const { data } = await admin.must('GET', transitKey());
      expect([data.min_available_version, data.min_encryption_version]).toEqual([2, 2]);
    });
  });

  describe('by a record in KV', () => {
    const record = () => `${rig.place.kvMount}/data/master_key`;
    beforeEach(() => start('kv'));

    it('keeps the other keys and fields of the record, and no earlier record', async () => {
      const { data: before } = await admin.must('GET', record());
      await admin.must('POST', record(), { options: { cas: 1 }, data: { ...before.data, note: 'kept' } });
      await rig.keyring.addMasterVersion(2);
      const { data: after } = await admin.must('GET', record());
      expect(after.data).toEqual({
        format: 1,
        note: 'kept',
        keys: { ...before.data.keys, 2: expect.stringMatching(/^[0-9a-f]{64}$/) },
      });
      await rig.keyring.destroyMaster(1);
      expect((await admin.must('GET', record())).data.data.keys).toEqual({ 2: after.data.keys[2] });
      for (const version of [1, 2, 3]) {
        expect((await admin.request('GET', `${record()}?version=${version}`)).status).toBe(404);
      }
    });
  });

  it.each(['transit', 'kv'] as const)(
    'names a ring whose record is damaged or was deleted, and does the others: %s',
    async (mode) => {
      await start(mode);
      const rings = Array.from({ length: 3 }, () => userRing(newId()));
      for (const ring of rings) await rig.keyring.createRing(ring);
      const [damaged = '', deleted = '', whole = ''] = rings;
      await admin.must('POST', rig.recordPath(damaged), { options: { cas: 1 }, data: { format: 1, versions: [{}] } });
      await admin.must('DELETE', rig.recordPath(deleted));
      await rig.keyring.addMasterVersion(2);
      const { moved, failed } = await rig.keyring.rewrap(rings);
      expect([moved, [...failed].sort()]).toEqual([1, [damaged, deleted].sort()]);
      expect((await rig.keyring.wraps(whole))?.versions).toEqual([{ version: 1, wrappedUnder: 2 }]);
    },
  );
});
