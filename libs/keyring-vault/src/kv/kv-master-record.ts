import type { KeyObject } from 'node:crypto';
import { PartUnavailable } from '#kernel';
import { secretKeyOf } from '#keys';
import type { KvRecords } from '../rings/ring-records.js';
import { objectOf } from '../session/vault-client.js';
import type { VaultCall } from '../session/vault-session.js';

const PATH = 'master_key';
const HEX_KEY = /^[0-9a-f]{64}$/;
/** Times that a lost race for the record is run again. */
const ATTEMPTS = 5;

/** By version, ascending. */
export type MasterKeys = ReadonlyMap<number, KeyObject>;
type HexKeys = ReadonlyMap<number, string>;

/** `master_key` of the KV mount: `{format: 1, keys: {<version>: <64 hex digits>}}`. */
export class KvMasterRecord {
  constructor(private readonly records: KvRecords) {}

  async read(call: VaultCall): Promise<{ readonly keys: MasterKeys }> {
    const { hex } = await this.hexKeys(call);
    return { keys: new Map([...hex].map(([version, key]) => [version, secretKeyOf(Buffer.from(key, 'hex'))])) };
  }

  /** Whether the record holds exactly this key as `version`. */
  async holds(call: VaultCall, version: number, key: string): Promise<boolean> {
    return (await this.hexKeys(call)).hex.get(version) === key;
  }

  /** Writes what `change` makes of the keys, by compare-and-set; null leaves them, and false is answered. */
  async change(call: VaultCall, change: (held: HexKeys) => HexKeys | null): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const { hex, data, revision } = await this.hexKeys(call);
      const changed = change(hex);
      if (!changed) return false;
      const record = { format: 1, ...data, keys: Object.fromEntries(changed) };
      if (await this.records.write(call, PATH, record, revision)) return true;
    }
    throw new PartUnavailable('keyring', new Error('master_key was being changed at the same time'));
  }

  private async hexKeys(call: VaultCall) {
    const found = await this.records.read(call, PATH);
    const entries = Object.entries(objectOf(found?.data.keys))
      .map(([version, key]) => [Number(version), String(key)] as const)
      .sort(([a], [b]) => a - b);
    if (found && (entries.length === 0 || !entries.every(([, key]) => HEX_KEY.test(key)))) {
      throw new PartUnavailable('keyring', new Error('master_key is damaged'));
    }
    const hex: HexKeys = new Map(entries);
    return { hex, data: found?.data ?? {}, revision: found?.version ?? 0 };
  }
}
