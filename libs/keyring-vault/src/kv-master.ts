import type { KeyObject } from 'node:crypto';
import { PartUnavailable } from '#kernel';
import { CannotOpen, newKeyBytes, type RingKeyRef, secretKeyOf, unwrapKey, wrapKey } from '#keys';
import type { MasterKey } from './master-key.js';
import type { KvRecords } from './ring-records.js';
import { objectOf } from './vault-client.js';
import type { VaultCall } from './vault-session.js';

const PATH = 'master_key';
const HEX_KEY = /^[0-9a-f]{64}$/;

/**
 * System A's layout: the master key as a hex string in `kv/master_key`, and wraps made here. It is read for each use
 * and not kept, since rings are unwrapped seldom.
 */
export class KvMaster implements MasterKey {
  constructor(private readonly records: KvRecords) {}

  async versions(call: VaultCall): Promise<number[]> {
    return [...(await this.keys(call)).keys()];
  }

  async create(call: VaultCall): Promise<'created' | 'exists'> {
    if ((await this.versions(call)).length > 0) return 'exists';
    const raw = newKeyBytes();
    const data = { format: 1, keys: { 1: raw.toString('hex') } };
    raw.fill(0);
    return (await this.records.write(call, PATH, data, 0)) ? 'created' : 'exists';
  }

  async wrap(call: VaultCall, ref: RingKeyRef, raw: Buffer): Promise<{ wrap: string; under: number }> {
    const newest = [...(await this.keys(call))].at(-1);
    if (!newest) throw new PartUnavailable('keyring', new Error('no master key'));
    const [under, key] = newest;
    return { wrap: wrapKey(key, { ...ref, masterVersion: under }, raw).toString('base64'), under };
  }

  async unwrap(call: VaultCall, ref: RingKeyRef, wrap: string, under: number): Promise<KeyObject> {
    const key = (await this.keys(call)).get(under);
    if (!key) throw new CannotOpen();
    return unwrapKey(key, { ...ref, masterVersion: under }, Buffer.from(wrap, 'base64'));
  }

  /** By version, ascending. */
  private async keys(call: VaultCall): Promise<Map<number, KeyObject>> {
    const found = await this.records.read(call, PATH);
    const entries = Object.entries(objectOf(found?.data.keys))
      .map(([version, key]) => [Number(version), String(key)] as const)
      .sort(([a], [b]) => a - b);
    if (found && (entries.length === 0 || !entries.every(([, key]) => HEX_KEY.test(key)))) {
      throw new PartUnavailable('keyring', new Error('master_key is damaged'));
    }
    return new Map(entries.map(([version, key]) => [version, secretKeyOf(Buffer.from(key, 'hex'))]));
  }
}
