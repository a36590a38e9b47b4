import { PartUnavailable } from '#kernel';
import { VaultKeyring } from '#keyring-vault';
import { VaultAdmin } from '#keyring-vault/testing';
import { AUDIT_RING } from '#keys';
import { describeWithEngines } from '../../engines/engines.js';
import { patient } from '../patience.js';
import { VaultUnderTest } from './vault-under-test.js';

patient();

/** The shipped policy without its blocks about signing, as an installation has it that is older. */
function olderPolicy(policy: string): string {
  return policy.replace(/^path "[^"]*audit[^"]*" \{\n(?: .*\n)*\}\n/gm, '');
}

describeWithEngines('signing with Vault', (engines) => {
  const admin = new VaultAdmin(engines);

  it.each(['transit', 'kv'] as const)(
    'is left out under an older policy, which stops no start, is told of, and is healed by the new one: %s',
    async (mode) => {
      const rig = await VaultUnderTest.open(admin, mode, 'token');
      const path = `sys/policies/acl/${rig.place.name}`;
      const { policy } = (await admin.must('GET', path)).data;
      await admin.must('PUT', path, { policy: olderPolicy(policy) });
      await rig.reopen();
      await rig.keyring.createMaster();
      const { head, signer } = rig.keyring;
      const reason = expect.stringMatching(/^Coffer signs no checkpoints.*write the policy again/);
      const refused = { name: 'SigningRefused', reason };
      await expect(head.read()).rejects.toMatchObject(refused);
      await expect(head.read()).rejects.toThrow(PartUnavailable);
      if (mode === 'transit') await expect(signer.keys()).rejects.toMatchObject(refused);
      await admin.must('PUT', path, { policy });
      expect(await head.read()).toBeNull();
      expect(await signer.add(1)).toBe('created');
      await rig.close();
    },
  );

  it.each([
    ['of another type', { type: 'aes256-gcm96' }],
    ['that can be exported', { type: 'ed25519', exportable: true }],
    ['that is derived', { type: 'ed25519', derived: true }],
  ])('is left out if there is a key %s under the name of its key, which is told of', async (_, key) => {
    const rig = await VaultUnderTest.open(admin, 'transit', 'token');
    await admin.must('POST', `${rig.place.transitMount}/keys/coffer-audit`, key);
    await rig.reopen();
    const reason = expect.stringMatching(/^VAULT_AUDIT_KEY: coffer-audit exists and is not/);
    const refused = { name: 'SigningRefused', reason };
    await expect(rig.keyring.signer.keys()).rejects.toMatchObject(refused);
    await expect(rig.keyring.signer.add(1)).rejects.toMatchObject(refused);
    await rig.close();
  });

  it('is with a ring in KV that is walked like every other, and re-wrapped with them', async () => {
    const rig = await VaultUnderTest.open(admin, 'kv', 'token');
    const keyring: VaultKeyring = rig.keyring;
    await keyring.createMaster();
    await keyring.createRing('secrets');
    await keyring.createRing('user:aaa');
    await keyring.createRing('user:bbb');
    await keyring.signer.add(1);
    const before = await keyring.signer.keys();
    expect(await keyring.rings(null, 9)).toEqual([AUDIT_RING, 'secrets', 'user:aaa', 'user:bbb']);
    expect(await keyring.rings('user:aaa', 1)).toEqual(['user:bbb']);
    expect(await keyring.rings(AUDIT_RING, 2)).toEqual(['secrets', 'user:aaa']);
    await keyring.addMasterVersion(2);
    expect(await keyring.rewrap(['secrets', 'user:aaa', 'user:bbb'])).toMatchObject({ moved: 3 });
    await expect(keyring.destroyMaster(1)).rejects.toThrow(AUDIT_RING);
    expect(await keyring.rewrap(await keyring.rings(null, 9))).toEqual({ moved: 1, failed: [] });
    await keyring.destroyMaster(1);
    expect(await keyring.signer.keys()).toEqual(before);
    await rig.close();
  });
});
