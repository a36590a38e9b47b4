import { LocalSigner, MemorySigningHead } from '#audit-proofs/testing';
import { VaultAdmin } from '#keyring-vault/testing';
import { describeWithEngines } from '../../engines/engines.js';
import { patient } from '../patience.js';
import { LocalUnderTest } from './local-under-test.js';
import { type SigningUnderTest, signingContract } from './signing.contract.js';
import { VaultUnderTest } from './vault-under-test.js';

patient();

async function withMaster<Rig extends LocalUnderTest | VaultUnderTest>(opening: Promise<Rig>): Promise<Rig> {
  const rig = await opening;
  await rig.keyring.createMaster();
  return rig;
}

function inMemory(): SigningUnderTest {
  const node = { head: new MemorySigningHead(), signer: new LocalSigner() };
  return {
    node,
    reopen: async () => {},
    another: async () => node,
    damageHead: async (text) => {
      node.head.stored = { text, revision: node.head.stored?.revision ?? 1 };
    },
    close: async () => {},
  };
}

describe('signing in memory, for tests', () => signingContract(async () => inMemory()));

describe('signing with the embedded keyring', () => signingContract(() => withMaster(LocalUnderTest.open())));

describeWithEngines('signing with Vault and only the shipped policy', (engines) => {
  const admin = new VaultAdmin(engines);

  describe('by Transit', () => signingContract(() => withMaster(VaultUnderTest.open(admin, 'transit', 'token'))));

  describe('by a ring in KV', () => signingContract(() => withMaster(VaultUnderTest.open(admin, 'kv', 'token'))));
});
