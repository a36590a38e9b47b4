import { newId } from '#kernel';
import { VaultAdmin } from '#keyring-vault/testing';
import { userRing } from '#keys';
import { describeWithEngines } from '../../engines/engines.js';
import { patient } from '../patience.js';
import { VaultUnderTest } from './vault-under-test.js';

patient();

describeWithEngines('the shipped policy in Vault [R65]', (engines) => {
  const admin = new VaultAdmin(engines);

  it.each(['transit', 'kv'] as const)('allows nothing but what Coffer needs: %s', async (mode) => {
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
      ['LIST', `${kvMount}/metadata/`],
      ['POST', `${kvMount}/config`, { max_versions: 9 }],
      ['GET', `${kvMount}/data/other`],
      ['DELETE', `${kvMount}/metadata/master_key`],
      ['DELETE', `${transitMount}/keys/coffer-master`],
      ['POST', `${transitMount}/keys/coffer-master`, { type: 'aes256-gcm96', derived: true, exportable: true }],
      ['POST', `${transitMount}/keys/coffer-master`, { type: 'aes256-gcm96', derived: false }],
      ['POST', `${transitMount}/keys/coffer-master/config`, { deletion_allowed: true }],
      ['POST', `${transitMount}/keys/coffer-master/config`, { exportable: true, min_decryption_version: 1 }],
      ['POST', `${transitMount}/keys/coffer-master/config`, { allow_plaintext_backup: true }],
      ['POST', `${transitMount}/keys/coffer-master/config`, { auto_rotate_period: '1h' }],
      ['POST', `${transitMount}/keys/coffer-master/rotate`, { managed_key_name: 'another' }],
      ['POST', `${transitMount}/keys/coffer-master/soft-delete`, {}],
      ['POST', `${transitMount}/keys/another/rotate`, {}],
      ['POST', `${transitMount}/rewrap/another`, { ciphertext: 'vault:v1:AAAA', context: 'AAAA' }],
      ['DELETE', `${kvMount}/data/master_rotation`],
      ['GET', `${transitMount}/export/encryption-key/coffer-master`],
      ['GET', `${transitMount}/backup/coffer-master`],
      ['POST', `${transitMount}/encrypt/another`, { plaintext: 'AAAA', context: 'AAAA' }],
      ['POST', 'auth/token/create', {}],
      ['GET', 'sys/policies/acl'],
      ['DELETE', `${kvMount}/data/audit_head`],
      ['DELETE', `${kvMount}/metadata/audit_head`],
      ['POST', `${kvMount}/metadata/audit_head`, { max_versions: '9', cas_required: true }],
      ['POST', `${kvMount}/metadata/audit_head`, { max_versions: '1', cas_required: false }],
      ['DELETE', `${transitMount}/keys/coffer-audit`],
      ['POST', `${transitMount}/keys/coffer-audit`, { type: 'ed25519', exportable: true }],
      ['POST', `${transitMount}/keys/coffer-audit`, { type: 'ed25519', allow_plaintext_backup: true }],
      ['POST', `${transitMount}/keys/coffer-audit`, { type: 'rsa-4096' }],
      ['POST', `${transitMount}/keys/coffer-audit/config`, { exportable: true }],
      ['POST', `${transitMount}/keys/coffer-audit/config`, { min_decryption_version: 1 }],
      ['POST', `${transitMount}/keys/coffer-audit/trim`, { min_available_version: 1 }],
      ['POST', `${transitMount}/keys/coffer-audit/rotate`, { managed_key_name: 'another' }],
      ['GET', `${transitMount}/export/signing-key/coffer-audit`],
      ['GET', `${transitMount}/backup/coffer-audit`],
      ['POST', `${transitMount}/sign/another`, { input: 'AAAA' }],
      ['POST', `${transitMount}/sign/coffer-audit`, { input: 'AAAA', prehashed: true }],
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
