import type { KeyObject } from 'node:crypto';
import { type Clock, PartUnavailable, StartError } from '#kernel';
import { CannotOpen, type RingKeyRef, secretKeyOf } from '#keys';
import { isMissing, type MasterKey, requireOlder, type Wrap, type WrapOf } from '../master-key.js';
import type { KvRecords } from '../rings/ring-records.js';
import { RotationClaim } from '../rings/rotation-claim.js';
import { objectOf } from '../session/vault-client.js';
import type { VaultCall } from '../session/vault-session.js';
import { contextOf, dataOf, requireDone, TransitBatches, wrapIn } from './transit-batches.js';

/** AES-256-GCM with nonces of 96 bits. */
const TYPE = 'aes256-gcm96';

/**
 * The master key in the Transit engine, which it never leaves. For each ring and version, Transit derives a key from it
 * (`derived`), so that a wrap moved elsewhere does not open. A context is used for that and not associated data, because
 * associated data does not survive rewrapping.
 */
export class TransitMaster implements MasterKey {
  private readonly key: string;
  private readonly batches: TransitBatches;
  private readonly claim: RotationClaim;

  constructor(
    private readonly mount: string,
    private readonly name: string,
    records: KvRecords,
    clock: Clock,
  ) {
    this.key = `${mount}/keys/${name}`;
    this.batches = new TransitBatches(mount, name);
    this.claim = new RotationClaim(records, clock, 'master_rotation');
  }

  async versions(call: VaultCall): Promise<number[]> {
    return (await this.read(call))?.versions ?? [];
  }

  async create(call: VaultCall): Promise<'created' | 'exists'> {
    if ((await this.versions(call)).length > 0) return 'exists';
    // Two nodes may do this at once: Transit does not change a key that exists.
    requireDone(await call.write(this.key, { type: TYPE, derived: true }));
    return 'created';
  }

  async add(call: VaultCall, next: number): Promise<'created' | 'exists'> {
    const missing = async () => isMissing(await this.versions(call), next);
    return (await missing()) ? this.claim.rotate(call, this.key, next, missing) : 'exists';
  }

  async exclude(call: VaultCall, version: number): Promise<boolean> {
    const held = await this.read(call);
    requireOlder(held?.versions ?? [], version);
    if (!held || held.available > version) return false;
    if (held.encrypts <= version) await this.configure(call, { min_encryption_version: version + 1 });
    return true;
  }

  async wrapsUnder(call: VaultCall, version: number): Promise<boolean> {
    return ((await this.read(call))?.encrypts ?? 0) <= version;
  }

  /** Excludes the versions from decryption first: OpenBao trims no others. */
  async destroy(call: VaultCall, version: number): Promise<void> {
    const held = await this.read(call);
    requireOlder(held?.versions ?? [], version);
    const oldest = version + 1;
    if (!held || held.available >= oldest) return;
    if (held.decrypts < oldest) await this.configure(call, { min_decryption_version: oldest });
    requireDone(await call.write(`${this.key}/trim`, { min_available_version: oldest }));
  }

  async wrap(call: VaultCall, ref: RingKeyRef, raw: Buffer): Promise<Wrap> {
    // Encrypting under an unknown name would make a new master key, if the policy allowed it [R64].
    if ((await this.versions(call)).length === 0) throw new PartUnavailable('keyring', new Error('no master key'));
    const request = { plaintext: raw.toString('base64'), context: contextOf(ref) };
    const { ciphertext } = dataOf(await call.compute(`${this.mount}/encrypt/${this.name}`, request));
    const wrap = wrapIn(ciphertext);
    if (!wrap) throw new PartUnavailable('keyring', new Error('Transit gave no ciphertext'));
    return wrap;
  }

  async unwrap(call: VaultCall, ref: RingKeyRef, wrap: string): Promise<KeyObject> {
    const request = { ciphertext: wrap, context: contextOf(ref) };
    const answer = await call.compute(`${this.mount}/decrypt/${this.name}`, request);
    if (answer.status === 400) throw new CannotOpen();
    const { plaintext } = dataOf(answer);
    return secretKeyOf(Buffer.from(String(plaintext), 'base64'));
  }

  rewrap(begin: () => VaultCall, wraps: readonly WrapOf[]): Promise<(Wrap | null)[]> {
    return this.batches.rewrap(begin, wraps);
  }

  private async configure(call: VaultCall, bound: object): Promise<void> {
    requireDone(await call.write(`${this.key}/config`, bound));
  }

  private async read(call: VaultCall) {
    const answer = await call.read(this.key);
    if (answer.status === 404 && answer.errors.length === 0) return null;
    const { keys, type, derived, ...bounds } = dataOf(answer);
    if (type !== TYPE || derived !== true) {
      throw new StartError(`VAULT_TRANSIT_KEY: ${this.name} exists and is not a derived key of type ${TYPE}.`);
    }
    const versions = Object.keys(objectOf(keys)).map(Number);
    return {
      versions: versions.sort((a, b) => a - b),
      available: Number(bounds.min_available_version),
      decrypts: Number(bounds.min_decryption_version),
      encrypts: Number(bounds.min_encryption_version),
    };
  }
}
