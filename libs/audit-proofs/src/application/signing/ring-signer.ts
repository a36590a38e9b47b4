import { CofferError, PartUnavailable } from '#kernel';
import { AUDIT_RING, KeyManagement } from '#keys';
import { ed25519FromSeed, ed25519Sign } from '../../domain/notes/ed25519.js';
import { CheckpointSigner, type SignerKey } from '../../ports/checkpoint-signer.js';

/**
 * Signs with the key ring `audit`: the 32 bytes of each version are an Ed25519 seed. For keyrings that have no signing keys
 * of their own. The private key is made for each signature and not kept.
 */
export class RingSigner extends CheckpointSigner {
  constructor(private readonly keyring: KeyManagement) {
    super();
  }

  async keys(): Promise<readonly SignerKey[]> {
    const versions = (await this.keyring.wraps(AUDIT_RING))?.versions ?? [];
    const keys: SignerKey[] = [];
    for (const { version } of versions) keys.push({ version, publicKey: (await this.open(version)).publicKey });
    return keys.sort((a, b) => a.version - b.version);
  }

  async add(next: number): Promise<'created' | 'exists'> {
    if (next === 1) return this.keyring.createRing(AUDIT_RING);
    try {
      return await this.keyring.addVersion(AUDIT_RING, next);
    } catch (error) {
      if (error instanceof CofferError && error.code === 'not_found') throw new RangeError('version 1 comes first');
      throw error;
    }
  }

  async sign(version: number, message: Buffer): Promise<Buffer> {
    return ed25519Sign((await this.open(version)).privateKey, message);
  }

  private async open(version: number) {
    const key = await this.keyring.openKey(AUDIT_RING, version);
    if (!key) throw new PartUnavailable('keyring', new Error(`the ring ${AUDIT_RING} has no version ${version}`));
    const seed = key.export();
    try {
      return ed25519FromSeed(seed);
    } finally {
      seed.fill(0);
    }
  }
}
