import type { VaultConfig } from '#config';
import { CofferError, newId, OutcomeUnknown, PartUnavailable, StartError } from '#kernel';
import { VaultKeyring } from '#keyring-vault';
import { userRing } from '#keys';
import { describeWithEngines, describeWithOwnEngines } from '../engines/engines.js';
import { VaultAdmin, type VaultPlace } from '../factories/vault-admin.js';
import { type KeyringUnderTest, keyManagementContract, type WrapPlace } from './key-management.contract.js';

/** Under the 2 s of the contract, with room for a machine that does other things. */
const BOUND_MS = 3_000;

class VaultUnderTest implements KeyringUnderTest {
  private constructor(
    readonly admin: VaultAdmin,
    readonly place: VaultPlace,
    readonly config: VaultConfig,
    public keyring: VaultKeyring,
  ) {}

  static async open(admin: VaultAdmin, mode: VaultConfig['mode'], by: 'token' | 'approle'): Promise<VaultUnderTest> {
    const place = await admin.newPlace(mode);
    const config = place.config(by === 'token' ? { token: await place.token() } : await place.appRole());
    return new VaultUnderTest(admin, place, config, await VaultKeyring.open(config));
  }

  async reopen(): Promise<void> {
    await this.keyring.close();
    this.keyring = await VaultKeyring.open(this.config);
  }

  recordPath(ring: string, part: 'data' | 'metadata' = 'data'): string {
    return `${this.place.kvMount}/${part}/user_keys/${ring.slice('user:'.length)}`;
  }

  async swapWraps(a: WrapPlace, b: WrapPlace): Promise<void> {
    const [ofA, ofB] = [await this.wrapAt(a), await this.wrapAt(b)];
    await this.putWrap(a, ofB);
    await this.putWrap(b, ofA);
  }

  async close(): Promise<void> {
    await this.keyring.close();
    await this.place.remove();
  }

  private async wrapAt({ ring, version }: WrapPlace): Promise<string> {
    const { data } = await this.admin.must('GET', this.recordPath(ring));
    return data.data.versions[version - 1].wrap;
  }

  private async putWrap({ ring, version }: WrapPlace, wrap: string): Promise<void> {
    const { data } = await this.admin.must('GET', this.recordPath(ring));
    data.data.versions[version - 1].wrap = wrap;
    await this.admin.must('POST', this.recordPath(ring), {
      options: { cas: data.metadata.version },
      data: data.data,
    });
  }
}

async function timed<T>(work: Promise<T>): Promise<{ result: PromiseSettledResult<T>; milliseconds: number }> {
  const begun = performance.now();
  const [result] = await Promise.allSettled([work]);
  return { result, milliseconds: performance.now() - begun };
}

describeWithEngines('the Vault keyring', (engines) => {
  const admin = new VaultAdmin(engines);

  describe('by Transit, AppRole and only the shipped policy [R65]', () =>
    keyManagementContract(() => VaultUnderTest.open(admin, 'transit', 'approle')));
  describe('by a master key in KV, a token and only the shipped policy [R65]', () =>
    keyManagementContract(() => VaultUnderTest.open(admin, 'kv', 'token')));

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

    it('is refused where a mount is of another kind, KV version 1 included', async () => {
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

    it('is refused where the Transit key is there and gives every ring the same key', async () => {
      await admin.must('POST', `${place.transitMount}/keys/shared`, { type: 'aes256-gcm96' });
      const keyring = await VaultKeyring.open({ ...place.config({ token: engines.rootToken }), transitKey: 'shared' });
      await expect(keyring.masterVersions()).rejects.toThrow(StartError);
      await expect(keyring.createMaster()).rejects.toThrow(StartError);
      await keyring.close();
    });

    it('says that Vault does not answer where nothing listens', async () => {
      const config = { ...place.config({ token: 't' }), addr: 'http://127.0.0.1:1' };
      await expect(VaultKeyring.open(config)).rejects.toThrow(PartUnavailable);
    });
  });

  describe('and the master key', () => {
    it('is not made by wrapping, even with a token that might [R64]', async () => {
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

  describe('with the shipped policy [R65]', () => {
    it.each(['transit', 'kv'] as const)('can do nothing but its work: %s', async (mode) => {
      const rig = await VaultUnderTest.open(admin, mode, 'token');
      await rig.keyring.createMaster();
      const ring = userRing(newId());
      await rig.keyring.createRing(ring);
      const token = await rig.place.token();
      const { kvMount, transitMount } = rig.place;
      const record = `${kvMount}/metadata/user_keys/${ring.slice(5)}`;
      const refused: [string, string, object?][] = [
        ['DELETE', record],
        ['DELETE', record.replace('metadata', 'data')],
        ['GET', record],
        ['POST', record, { max_versions: '9', cas_required: true }],
        ['POST', record, { max_versions: '1', cas_required: false }],
        ['POST', record, { max_versions: '1', cas_required: true, delete_version_after: '1s' }],
        ['POST', record.replace('metadata', 'destroy'), { versions: [1] }],
        ['LIST', `${kvMount}/metadata/user_keys`],
        ['POST', `${kvMount}/config`, { max_versions: 9 }],
        ['GET', `${kvMount}/data/other`],
        ['DELETE', `${kvMount}/metadata/master_key`],
        ['DELETE', `${transitMount}/keys/coffer-master`],
        ['POST', `${transitMount}/keys/coffer-master`, { type: 'aes256-gcm96', derived: true, exportable: true }],
        ['POST', `${transitMount}/keys/coffer-master`, { type: 'aes256-gcm96', derived: false }],
        ['POST', `${transitMount}/keys/coffer-master/config`, { deletion_allowed: true }],
        ['GET', `${transitMount}/export/encryption-key/coffer-master`],
        ['GET', `${transitMount}/backup/coffer-master`],
        ['POST', `${transitMount}/encrypt/another`, { plaintext: 'AAAA', context: 'AAAA' }],
        ['POST', 'auth/token/create', {}],
        ['GET', 'sys/policies/acl'],
      ];
      for (const [method, path, body] of refused) {
        expect({ method, path, status: (await admin.request(method, path, body, token)).status }).toEqual({
          method,
          path,
          status: 403,
        });
      }
      await rig.close();
    });
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

    it('do not come back by a write that arrives after the shredding', async () => {
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

    it('are refused, and not taken for absent, when an operator deleted their version', async () => {
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
    it('is got anew, once, when it was revoked; with a fixed token that is an outage', async () => {
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

    it('outlives its first and its longest life without a request that fails', async () => {
      const place = await admin.newPlace('transit');
      const renewed = await VaultKeyring.open(place.config({ token: await place.token(3) }));
      const again = await VaultKeyring.open(place.config(await place.appRole(2, 4)));
      await renewed.createMaster();
      for (const until = performance.now() + 7_000; performance.now() < until; ) {
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

    it('names the variable where the authority cannot be read', async () => {
      const config = { ...place.config({ token: 't' }), ...tls, caFile: '/nowhere/ca.pem' };
      await expect(VaultKeyring.open(config)).rejects.toThrow(/^VAULT_CA_FILE cannot be read\.$/);
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

describeWithOwnEngines('the Vault keyring under faults', (own) => {
  let admin: VaultAdmin;
  let rig: VaultUnderTest;
  let kept: string;

  beforeAll(async () => {
    admin = new VaultAdmin(own());
    rig = await VaultUnderTest.open(admin, 'transit', 'approle');
    await rig.keyring.createMaster();
    kept = userRing(newId());
    await rig.keyring.createRing(kept);
  }, 60_000);
  afterAll(() => rig?.keyring.close());

  const recovers = async () => {
    for (const until = performance.now() + 20_000; ; ) {
      const opened = await rig.keyring.openKey(kept, 1).catch(() => null);
      if (opened) return;
      if (performance.now() > until) throw new Error('it did not recover');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  it('is unavailable while Vault is sealed, within 2 s, and recovers by itself [R90]', async () => {
    await admin.seal();
    for (const work of [rig.keyring.check(), rig.keyring.openKey(kept, 1), rig.keyring.createRing(userRing(newId()))]) {
      const { result, milliseconds } = await timed<unknown>(work);
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'keyring_unavailable' } });
      expect(milliseconds).toBeLessThan(BOUND_MS);
    }
    await expect(VaultKeyring.open(rig.config)).rejects.toThrow(PartUnavailable);
    await admin.unseal();
    await recovers();
  });

  it('answers within 2 s while Vault hangs, and what it then cannot tell may be repeated [R89, R90]', async () => {
    const ring = userRing(newId());
    await own().control.pause('vault');
    const works = [rig.keyring.check(), rig.keyring.openKey(kept, 1), rig.keyring.createRing(ring)];
    for (const { result, milliseconds } of await Promise.all(works.map((work) => timed<unknown>(work)))) {
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(CofferError) });
      expect(milliseconds).toBeLessThan(BOUND_MS);
    }
    await own().control.resume('vault');
    await recovers();
    await rig.keyring.createRing(ring);
    expect(await rig.keyring.openKey(ring, 1)).not.toBeNull();
  });

  it('says that the outcome is open, and nothing else, when Vault hangs in the middle of a write', async () => {
    for (let round = 0; round < 5; round++) {
      const rings = Array.from({ length: 8 }, () => userRing(newId()));
      const works = rings.map((ring) => rig.keyring.createRing(ring));
      const settled = Promise.allSettled(works);
      await new Promise((resolve) => setTimeout(resolve, round * 2));
      await own().control.pause('vault');
      const outcomes = await settled;
      await own().control.resume('vault');
      await recovers();
      for (const [index, outcome] of outcomes.entries()) {
        const ring = rings[index] ?? '';
        if (outcome.status === 'rejected') {
          expect([PartUnavailable, OutcomeUnknown]).toContain(outcome.reason.constructor);
          await rig.keyring.createRing(ring);
        }
        expect(await rig.keyring.openKey(ring, 1)).not.toBeNull();
      }
    }
  }, 60_000);

  it('has every ring that was acknowledged after Vault was killed, and recovers by itself', async () => {
    for (let round = 0; round < 3; round++) {
      const acknowledged: string[] = [];
      let stopped = false;
      const making = Array.from({ length: 4 }, async () => {
        while (!stopped) {
          const ring = userRing(newId());
          await rig.keyring.createRing(ring).then(
            () => acknowledged.push(ring),
            () => {
              stopped = true;
            },
          );
        }
      });
      await new Promise((resolve) => setTimeout(resolve, 150));
      await own().control.kill('vault');
      await Promise.all(making);
      await own().control.start('vault');
      await recovers();
      expect(acknowledged.length).toBeGreaterThan(0);
      for (const ring of acknowledged) expect(await rig.keyring.openKey(ring, 1)).not.toBeNull();
    }
  }, 120_000);
});
