import type { KeyObject } from 'node:crypto';
import { PartUnavailable, StartError } from '#kernel';
import { CannotOpen, type RingKeyRef, secretKeyOf } from '#keys';
import type { MasterKey } from './master-key.js';
import { objectOf, type VaultAnswer } from './vault-client.js';
import type { VaultCall } from './vault-session.js';

const TYPE = 'aes256-gcm96';

/**
 * The master key in the Transit engine, which it never leaves. Each wrap is made under a key that Transit derives from
 * it for one ring and version (`derived`), so that a wrap moved elsewhere does not open; a context survives rewrapping,
 * which associated data does not.
 */
export class TransitMaster implements MasterKey {
  constructor(
    private readonly mount: string,
    private readonly name: string,
  ) {}

  async versions(call: VaultCall): Promise<number[]> {
    const answer = await call.read(`${this.mount}/keys/${this.name}`);
    if (answer.status === 404 && answer.errors.length === 0) return [];
    const { keys, type, derived } = this.dataOf(answer);
    if (type !== TYPE || derived !== true) {
      throw new StartError(`VAULT_TRANSIT_KEY: ${this.name} exists and is not a derived key of type ${TYPE}.`);
    }
    return Object.keys(objectOf(keys))
      .map(Number)
      .sort((a, b) => a - b);
  }

  async create(call: VaultCall): Promise<'created' | 'exists'> {
    if ((await this.versions(call)).length > 0) return 'exists';
    // Of two at once the second changes nothing: Transit leaves a key that is there as it is.
    this.requireDone(await call.write(`${this.mount}/keys/${this.name}`, { type: TYPE, derived: true }));
    return 'created';
  }

  async wrap(call: VaultCall, ref: RingKeyRef, raw: Buffer): Promise<{ wrap: string; under: number }> {
    // Encrypting under a name that is not there would make a new master key, where the policy lets it [R64].
    if ((await this.versions(call)).length === 0) throw new PartUnavailable('keyring', new Error('no master key'));
    const request = { plaintext: raw.toString('base64'), context: contextOf(ref) };
    const { ciphertext } = this.dataOf(await call.compute(`${this.mount}/encrypt/${this.name}`, request));
    const under = /^vault:v([1-9]\d*):/.exec(String(ciphertext))?.[1];
    if (!under) throw new PartUnavailable('keyring', new Error('Transit gave no ciphertext'));
    return { wrap: String(ciphertext), under: Number(under) };
  }

  async unwrap(call: VaultCall, ref: RingKeyRef, wrap: string): Promise<KeyObject> {
    const request = { ciphertext: wrap, context: contextOf(ref) };
    const answer = await call.compute(`${this.mount}/decrypt/${this.name}`, request);
    if (answer.status === 400) throw new CannotOpen();
    const { plaintext } = this.dataOf(answer);
    return secretKeyOf(Buffer.from(String(plaintext), 'base64'));
  }

  private dataOf(answer: VaultAnswer): Readonly<Record<string, unknown>> {
    this.requireDone(answer);
    return objectOf(answer.body.data);
  }

  private requireDone(answer: VaultAnswer): void {
    if (answer.status < 400) return;
    const said = answer.errors.join('; ').slice(0, 200);
    throw new PartUnavailable('keyring', new Error(`Transit answered with ${answer.status}: ${said}`));
  }
}

function contextOf({ ring, version }: RingKeyRef): string {
  return Buffer.from(`${ring}|${version}`).toString('base64');
}
