import { changedMeanwhile } from '#kernel';
import type { VaultCall } from '../session/vault-session.js';
import type { KvRecords } from './ring-records.js';

const PATH = 'keyring_binding';

/** The record `keyring_binding`: `{format: 1, bound_to: <id of a store>}`. It holds no key. */
export class KeyringBinding {
  constructor(private readonly records: KvRecords) {}

  async read(call: VaultCall): Promise<string | null> {
    const bound = (await this.records.read(call, PATH))?.data.bound_to;
    return typeof bound === 'string' ? bound : null;
  }

  /** By compare-and-set. False if the keyring is not bound to `before`. */
  write(begin: () => VaultCall, to: string, before: string | null): Promise<boolean> {
    return this.records.change(begin, PATH, {
      change: (data) => ((data?.bound_to ?? null) === before ? { format: 1, bound_to: to } : null),
      lost: () => {
        throw changedMeanwhile('key ring');
      },
    });
  }
}
