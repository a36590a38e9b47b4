import type { KeyObject } from 'node:crypto';
import { lastingCause, PartUnavailable } from '#kernel';
import { secretKeyOf } from '#keys';
import type { KvData, KvRecords } from '../rings/ring-records.js';
import { objectOf } from '../session/vault-client.js';
import type { VaultCall } from '../session/vault-session.js';

const PATH = 'master_key';
const HEX_KEY = /^[0-9a-f]{64}$/;
/** The keys by version, ascending. */
export type MasterKeys = ReadonlyMap<number, KeyObject>;
type HexKeys = ReadonlyMap<number, string>;

/** The record `master_key` of the KV mount: `{format: 1, keys: {<version>: <64 hex digits>}, excluded?: <version>}`. */
export class KvMasterRecord {
  constructor(private readonly records: KvRecords) {}

  async read(call: VaultCall): Promise<{ readonly keys: MasterKeys }> {
    const hex = await this.hexKeys(call);
    return { keys: new Map([...hex].map(([version, key]) => [version, secretKeyOf(Buffer.from(key, 'hex'))])) };
  }

  /** Whether the record holds exactly this key as `version`. */
  async holds(call: VaultCall, version: number, key: string): Promise<boolean> {
    return (await this.hexKeys(call)).get(version) === key;
  }

  /** Writes the keys that `change` returns, by compare-and-set. Null: nothing is written, and this returns false. */
  change(call: VaultCall, change: (held: HexKeys) => HexKeys | null): Promise<boolean> {
    return this.changeData(call, (data) => {
      const changed = change(hexKeysIn(data));
      return changed && { format: 1, ...data, keys: Object.fromEntries(changed) };
    });
  }

  /** The newest version that nothing new may be wrapped under; 0: there is none. */
  async excluded(call: VaultCall): Promise<number> {
    return excludedIn((await this.records.read(call, PATH))?.data);
  }

  async exclude(call: VaultCall, version: number): Promise<void> {
    await this.changeData(call, (data) => (data && excludedIn(data) < version ? { ...data, excluded: version } : null));
  }

  private changeData(call: VaultCall, change: (data: KvData | null) => KvData | null): Promise<boolean> {
    return this.records.change(() => call, PATH, {
      change,
      lost: () => {
        throw new PartUnavailable('keyring', new Error('master_key was being changed at the same time'));
      },
    });
  }

  private async hexKeys(call: VaultCall): Promise<HexKeys> {
    const found = await this.records.read(call, PATH);
    return hexKeysIn(found?.data);
  }
}

function excludedIn(data: KvData | null | undefined): number {
  return typeof data?.excluded === 'number' ? data.excluded : 0;
}

/** The keys in the record's data; none if there is no record. PartUnavailable if the record is damaged. */
function hexKeysIn(data: KvData | null | undefined): HexKeys {
  const entries = Object.entries(objectOf(data?.keys))
    .map(([version, key]) => [Number(version), String(key)] as const)
    .sort(([a], [b]) => a - b);
  if (data && (entries.length === 0 || !entries.every(([, key]) => HEX_KEY.test(key)))) {
    throw new PartUnavailable('keyring', lastingCause('master_key is damaged'));
  }
  return new Map(entries);
}
