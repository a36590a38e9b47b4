import { newId, PartUnavailable, StartError, SystemClock } from '#kernel';
import { VaultKeyring } from '#keyring-vault';
import { VaultAdmin, type VaultPlace } from '#keyring-vault/testing';
import { userRing } from '#keys';
import { describeWithEngines } from '../../engines/engines.js';
import { patient } from '../patience.js';
import { keyManagementContract } from './key-management.contract.js';
import { keyRotationContract } from './key-rotation.contract.js';
import { VaultUnderTest } from './vault-under-test.js';

patient();

/** Renewals come ten times as early, so that a busy machine has the rest of the token's life for each. */
class HastyClock extends SystemClock {
  override after(ms: number, run: () => void): () => void {
    return super.after(ms < 20_000 ? ms / 10 : ms, run);
  }
}

describeWithEngines('the Vault keyring', (engines) => {
  const admin = new VaultAdmin(engines);

  describe.each([
    ['by Transit, AppRole', 'transit', 'approle'],
    ['by a master key in KV, a token', 'kv', 'token'],
  ] as const)('%s and only the shipped policy [R65]', (_, mode, by) => {
    keyManagementContract(() => VaultUnderTest.open(admin, mode, by));
    keyRotationContract(() => VaultUnderTest.open(admin, mode, by));
  });

  describe('at its start', () => {
    let place: VaultPlace;
    beforeAll(async () => {
      place = await admin.newPlace('transit');
    });
    afterAll(() => place.remove());

    it('is refused by a wrong token and a wrong AppRole, in one line that names the variables and no value', async () => {
      const token = VaultKeyring.open(place.config({ token: 's.wrongwrongwrong' }));
      await expect(token).rejects.toThrow(/^VAULT_TOKEN was refused[^\n]*$/);
      await expect(token).rejects.not.toThrow(/wrongwrong/);
      const { roleId } = await place.appRole();
      const role = VaultKeyring.open(place.config({ roleId, secretId: newId() }));
      await expect(role).rejects.toThrow(/^VAULT_ROLE_ID and VAULT_SECRET_ID were refused[^\n]*$/);
    });

    it.each([
      ['VAULT_KV_MOUNT', { kvMount: 'none' }],
      ['VAULT_TRANSIT_MOUNT', { transitMount: 'none' }],
    ])('is refused where the mount of %s is not there', async (variable, change) => {
      const config = { ...place.config({ token: engines.rootToken }), ...change };
      await expect(VaultKeyring.open(config)).rejects.toThrow(new RegExp(`^${variable}: Vault has no mount none`));
    });

    it('is refused if a mount is of another kind, also KV version 1', async () => {
      const old = `old_${place.name}`;
      await admin.must('POST', `sys/mounts/${old}`, { type: 'kv', options: { version: '1' } });
      const config = place.config({ token: engines.rootToken });
      await expect(VaultKeyring.open({ ...config, kvMount: old })).rejects.toThrow(/is not KV version 2/);
      await expect(VaultKeyring.open({ ...config, kvMount: place.transitMount })).rejects.toThrow(
        /is not KV version 2/,
      );
      await expect(VaultKeyring.open({ ...config, transitMount: old })).rejects.toThrow(/is not Transit/);
      await admin.must('DELETE', `sys/mounts/${old}`);
    });

    it('is refused if the Transit key exists and derives the same key for every ring', async () => {
      await admin.must('POST', `${place.transitMount}/keys/shared`, { type: 'aes256-gcm96' });
      const keyring = await VaultKeyring.open({ ...place.config({ token: engines.rootToken }), transitKey: 'shared' });
      await expect(keyring.masterVersions()).rejects.toThrow(StartError);
      await expect(keyring.createMaster()).rejects.toThrow(StartError);
      await keyring.close();
    });

    it('says that Vault does not answer if nothing listens', async () => {
      const config = { ...place.config({ token: 't' }), addr: 'http://127.0.0.1:1' };
      await expect(VaultKeyring.open(config)).rejects.toThrow(PartUnavailable);
    });
  });

  describe('and the master key', () => {
    it('is not created by wrapping, even with a token that may create it [R64]', async () => {
      const rig = await VaultUnderTest.open(admin, 'transit', 'token');
      const root = await VaultKeyring.open({ ...rig.config, auth: { token: engines.rootToken } });
      await expect(root.createRing(userRing(newId()))).rejects.toThrow(PartUnavailable);
      expect(await root.masterVersions()).toEqual([]);
      await root.close();
      await rig.close();
    });

    it.each(['transit', 'kv'] as const)(
      'is not made again when it was lost and rings are there: %s [R64]',
      async (mode) => {
        const rig = await VaultUnderTest.open(admin, mode, 'token');
        await rig.keyring.createMaster();
        await rig.keyring.createRing('secrets');
        if (mode === 'kv') await admin.must('DELETE', `${rig.place.kvMount}/metadata/master_key`);
        else {
          const key = `${rig.place.transitMount}/keys/coffer-master`;
          await admin.must('POST', `${key}/config`, { deletion_allowed: true });
          await admin.must('DELETE', key);
        }
        expect(await rig.keyring.masterVersions()).toEqual([]);
        await expect(rig.keyring.createMaster()).rejects.toThrow(StartError);
        await rig.close();
      },
    );
  });

  describe('and its records', () => {
    it('keep no earlier version, so that a shredded wrap is nowhere in Vault', async () => {
      const rig = await VaultUnderTest.open(admin, 'transit', 'token');
      await rig.keyring.createMaster();
      const ring = userRing(newId());
      await rig.keyring.createRing(ring);
      await rig.keyring.addVersion(ring, 2);
      await rig.keyring.shred(ring);
      const { data } = await admin.must('GET', rig.recordPath(ring, 'metadata'));
      expect(data).toMatchObject({ max_versions: 1, cas_required: true, current_version: 3, oldest_version: 3 });
      for (const version of [1, 2]) {
        const old = await admin.request('GET', `${rig.recordPath(ring)}?version=${version}`);
        expect(old.status).toBe(404);
      }
      expect((await admin.must('GET', rig.recordPath(ring))).data.data).toEqual({ format: 1, shredded: true });
      await rig.close();
    });

    it('do not come back through a write that arrives after the shredding', async () => {
      const rig = await VaultUnderTest.open(admin, 'transit', 'token');
      await rig.keyring.createMaster();
      const ring = userRing(newId());
      await rig.keyring.createRing(ring);
      const { data } = await admin.must('GET', rig.recordPath(ring));
      await rig.keyring.shred(ring);
      const token = await rig.place.token();
      for (const cas of [0, 1]) {
        const late = { options: { cas }, data: data.data };
        expect((await admin.request('POST', rig.recordPath(ring), late, token)).status).toBe(400);
      }
      await rig.close();
    });

    it('are refused, and not treated as absent, if an operator deleted their version', async () => {
      const rig = await VaultUnderTest.open(admin, 'transit', 'token');
      await rig.keyring.createMaster();
      const ring = userRing(newId());
      await rig.keyring.createRing(ring);
      await admin.must('DELETE', rig.recordPath(ring));
      await expect(rig.keyring.openKey(ring, 1)).rejects.toThrow(PartUnavailable);
      await expect(rig.keyring.createRing(ring)).rejects.toThrow(PartUnavailable);
      await rig.close();
    });
  });

  describe('and its token', () => {
    it('is requested again, once, after it was revoked; with a fixed token that is an outage', async () => {
      const rig = await VaultUnderTest.open(admin, 'transit', 'approle');
      await rig.keyring.createMaster();
      await admin.must('POST', 'auth/token/tidy');
      await revokeAll(admin, rig.place.name);
      const rings = Array.from({ length: 5 }, () => userRing(newId()));
      expect(await Promise.all(rings.map((ring) => rig.keyring.createRing(ring)))).toEqual(rings.map(() => 'created'));
      const token = await rig.place.token();
      const fixed = await VaultKeyring.open({ ...rig.config, auth: { token } });
      await admin.must('POST', 'auth/token/revoke', { token });
      await expect(fixed.createRing(userRing(newId()))).rejects.toThrow(PartUnavailable);
      await fixed.close();
      await rig.close();
    });

    it('is renewed and replaced without a failed request', async () => {
      const place = await admin.newPlace('transit');
      const clock = new HastyClock();
      const renewed = await VaultKeyring.open(place.config({ token: await place.token(20) }), clock);
      const again = await VaultKeyring.open(place.config(await place.appRole(20, 24)), clock);
      await renewed.createMaster();
      for (const until = performance.now() + 30_000; performance.now() < until; ) {
        await Promise.all([renewed.check(), again.check()]);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      await renewed.close();
      await again.close();
      await place.remove();
    });
  });

  const tls = engines.vaultTlsAddr && engines.ca ? { addr: engines.vaultTlsAddr, caFile: engines.ca } : null;
  (tls ? describe : describe.skip)('over TLS', () => {
    const inherited = { ...process.env };
    let place: VaultPlace;
    beforeAll(async () => {
      place = await admin.newPlace('transit');
    });
    afterEach(() => {
      process.env = { ...inherited };
    });
    afterAll(() => place.remove());

    it('refuses a certificate of an unknown authority, whatever the environment says [R81]', async () => {
      process.env.VAULT_SKIP_VERIFY = '1';
      const config = { ...place.config({ token: engines.rootToken }), ...tls, caFile: null };
      await expect(VaultKeyring.open(config)).rejects.toThrow(
        /^VAULT_ADDR: its certificate is not trusted \([A-Z_]+\)/,
      );
    });

    it('is not sent through a proxy of the environment, nor to another Vault, nor with its token [R81]', async () => {
      Object.assign(process.env, {
        HTTPS_PROXY: 'http://127.0.0.1:1',
        HTTP_PROXY: 'http://127.0.0.1:1',
        VAULT_ADDR: 'http://127.0.0.1:1',
        VAULT_PREFIX: '/nowhere',
        VAULT_NAMESPACE: 'nowhere',
        VAULT_TOKEN: 's.wrong',
      });
      const keyring = await VaultKeyring.open({ ...place.config(await place.appRole()), ...tls });
      expect(await keyring.masterVersions()).toEqual([]);
      await keyring.close();
    });

    it('names the variable if the file of the authority cannot be read', async () => {
      const config = { ...place.config({ token: 't' }), ...tls, caFile: '/nowhere/ca.pem' };
      await expect(VaultKeyring.open(config)).rejects.toThrow(
        /^VAULT_CA_FILE cannot be read, or holds no certificate in PEM form\.$/,
      );
    });
  });
});

/** Revokes every token that the AppRole of `name` gave out. */
async function revokeAll(admin: VaultAdmin, name: string): Promise<void> {
  const { data } = await admin.must('LIST', 'auth/token/accessors');
  for (const accessor of data.keys) {
    const found = await admin.request('POST', 'auth/token/lookup-accessor', { accessor });
    if (found.body?.data?.meta?.role_name === name) {
      await admin.must('POST', 'auth/token/revoke-accessor', { accessor });
    }
  }
}
