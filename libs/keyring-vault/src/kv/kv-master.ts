import type { KeyObject } from 'node:crypto';
import { PartUnavailable } from '#kernel';
import { CannotOpen, newKeyBytes, type RingKeyRef, unwrapKey, wrapKey } from '#keys';
import { isMissing, type MasterKey, requireOlder, type Wrap, type WrapOf } from '../master-key.js';
import type { KvRecords } from '../rings/ring-records.js';
import type { VaultCall } from '../session/vault-session.js';
import { KvMasterRecord, type MasterKeys } from './kv-master-record.js';

/**
 * The master key as a hex string in `kv/master_key`. Wraps are made in this process. The key is read for each use and not
 * cached, because rings are unwrapped seldom.
 */
export class KvMaster implements MasterKey {
  private readonly record: KvMasterRecord;

  constructor(records: KvRecords) {
    this.record = new KvMasterRecord(records);
  }

  async versions(call: VaultCall): Promise<number[]> {
    return [...(await this.record.read(call)).keys.keys()];
  }

  async create(call: VaultCall): Promise<'created' | 'exists'> {
    if ((await this.versions(call)).length > 0) return 'exists';
    const made = await this.record.change(call, (held) => (held.size === 0 ? new Map([[1, newHexKey()]]) : null));
    return made ? 'created' : 'exists';
  }

  async add(call: VaultCall, next: number): Promise<'created' | 'exists'> {
    const key = newHexKey();
    const added = await this.record.change(call, (held) =>
      isMissing([...held.keys()], next) ? new Map([...held, [next, key]]) : null,
    );
    if (!added) return 'exists';
    if (!(await this.record.holds(call, next, key))) {
      throw new PartUnavailable('keyring', new Error('master_key does not hold what was written'));
    }
    return 'created';
  }

  async exclude(call: VaultCall, version: number): Promise<boolean> {
    const versions = await this.versions(call);
    requireOlder(versions, version);
    if (!versions.some((held) => held <= version)) return false;
    await this.record.exclude(call, version);
    return true;
  }

  async wrapsUnder(call: VaultCall, version: number): Promise<boolean> {
    return (await this.record.excluded(call)) < version;
  }

  async destroy(call: VaultCall, version: number): Promise<void> {
    await this.record.change(call, (held) => {
      requireOlder([...held.keys()], version);
      const kept = new Map([...held].filter(([one]) => one > version));
      return kept.size < held.size ? kept : null;
    });
  }

  async wrap(call: VaultCall, ref: RingKeyRef, raw: Buffer): Promise<Wrap> {
    return wrapUnderNewest((await this.record.read(call)).keys, ref, raw);
  }

  async unwrap(call: VaultCall, ref: RingKeyRef, wrap: string, under: number): Promise<KeyObject> {
    return opened((await this.record.read(call)).keys, { ref, wrap, under });
  }

  async rewrap(begin: () => VaultCall, wraps: readonly WrapOf[]): Promise<(Wrap | null)[]> {
    const { keys } = await this.record.read(begin());
    return wraps.map((wrap) => renewed(keys, wrap));
  }
}

function newHexKey(): string {
  const raw = newKeyBytes();
  const hex = raw.toString('hex');
  raw.fill(0);
  return hex;
}

function wrapUnderNewest(keys: MasterKeys, ref: RingKeyRef, raw: Buffer): Wrap {
  const newest = [...keys].at(-1);
  if (!newest) throw new PartUnavailable('keyring', new Error('no master key'));
  const [under, key] = newest;
  return { wrap: wrapKey(key, { ...ref, masterVersion: under }, raw).toString('base64'), under };
}

function opened(keys: MasterKeys, { ref, wrap, under }: WrapOf): KeyObject {
  const key = keys.get(under);
  if (!key) throw new CannotOpen();
  return unwrapKey(key, { ...ref, masterVersion: under }, Buffer.from(wrap, 'base64'));
}

/** Null if the old wrap does not open, or if the new one does not hold the same key [R60]. */
function renewed(keys: MasterKeys, old: WrapOf): Wrap | null {
  try {
    const key = opened(keys, old);
    const made = wrapAgain(keys, old.ref, key);
    // OpenSSL compares the keys in constant time, so that no copy of either is made.
    return opened(keys, { ref: old.ref, ...made }).equals(key) ? made : null;
  } catch (error) {
    if (error instanceof CannotOpen) return null;
    throw error;
  }
}

function wrapAgain(keys: MasterKeys, ref: RingKeyRef, key: KeyObject): Wrap {
  const raw = key.export();
  try {
    return wrapUnderNewest(keys, ref, raw);
  } finally {
    raw.fill(0);
  }
}
