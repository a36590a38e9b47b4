import { CheckpointSigner, type SignerKey, SigningRefused } from '#audit-proofs';
import { type Clock, PartUnavailable } from '#kernel';
import type { KvRecords } from '../rings/ring-records.js';
import { RotationClaim } from '../rings/rotation-claim.js';
import { objectOf } from '../session/vault-client.js';
import type { VaultCall } from '../session/vault-session.js';
import { dataOf, requireDone } from '../transit/transit-batches.js';
import { signing } from './signing-rights.js';

const TYPE = 'ed25519';
/** The lengths of Ed25519, in bytes (RFC 8032). */
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/**
 * Signs with an Ed25519 key in the Transit engine, which it never leaves. Transit signs such a key's input as it is: it is
 * not hashed before.
 */
export class TransitSigner extends CheckpointSigner {
  private readonly key: string;
  private readonly claim: RotationClaim;

  constructor(
    private readonly begin: () => VaultCall,
    private readonly mount: string,
    private readonly name: string,
    records: KvRecords,
    clock: Clock,
  ) {
    super();
    this.key = `${mount}/keys/${name}`;
    this.claim = new RotationClaim(records, clock, 'audit_rotation');
  }

  keys(): Promise<readonly SignerKey[]> {
    return signing(() => this.read(this.begin()));
  }

  add(next: number): Promise<'created' | 'exists'> {
    return signing(() => this.added(this.begin(), next));
  }

  sign(version: number, message: Buffer): Promise<Buffer> {
    return signing(async () => {
      const request = { input: message.toString('base64'), key_version: version };
      const { signature } = dataOf(await this.begin().compute(`${this.mount}/sign/${this.name}`, request));
      return signatureIn(signature, version);
    });
  }

  private async added(call: VaultCall, next: number): Promise<'created' | 'exists'> {
    const newest = async () => (await this.read(call)).at(-1)?.version ?? 0;
    const held = await newest();
    if (!Number.isInteger(next) || next < 1 || next > held + 1) throw new RangeError('versions have no gaps');
    if (next <= held) return 'exists';
    if (next === 1) {
      // Two nodes may do this at once: Transit does not change a key that exists.
      requireDone(await call.write(this.key, { type: TYPE }));
      return 'created';
    }
    return this.claim.rotate(call, this.key, next, async () => (await newest()) < next);
  }

  private async read(call: VaultCall): Promise<readonly SignerKey[]> {
    const answer = await call.read(this.key);
    if (answer.status === 404 && answer.errors.length === 0) return [];
    const { keys, type, derived, exportable } = dataOf(answer);
    if (type !== TYPE || derived !== false || exportable !== false) {
      throw new SigningRefused(
        `VAULT_AUDIT_KEY: ${this.name} exists and is not a key of type ${TYPE} that is neither derived nor exportable.`,
      );
    }
    return Object.entries(objectOf(keys))
      .map(signerKey)
      .sort((a, b) => a.version - b.version);
  }
}

function signerKey([version, held]: readonly [string, unknown]): SignerKey {
  const publicKey = Buffer.from(String(objectOf(held).public_key), 'base64');
  if (publicKey.length !== PUBLIC_KEY_BYTES) throw unreadable('public key');
  return { version: Number(version), publicKey };
}

/** Reads `vault:v<version>:<base64>`. What stands around the version is a template of the key. */
function signatureIn(text: unknown, version: number): Buffer {
  const [, signedBy, signature = ''] = /(\d+)\D*:([A-Za-z0-9+/]+=*)$/.exec(String(text)) ?? [];
  const bytes = Buffer.from(signature, 'base64');
  if (Number(signedBy) !== version || bytes.length !== SIGNATURE_BYTES) throw unreadable('signature');
  return bytes;
}

function unreadable(what: string): PartUnavailable {
  return new PartUnavailable('keyring', new Error(`Transit gave no ${what} that Coffer can read`));
}
