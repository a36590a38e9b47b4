import type { KeyObject } from 'node:crypto';
import { CofferError } from '#kernel';
import { newKeyBytes, type RingWraps, requireErasable } from '#keys';
import type { MasterKey } from '../master-key.js';
import type { VaultCall } from '../session/vault-session.js';
import type { RingRecords, StoredWrap } from './ring-records.js';

/** The part of `KeyManagement` that works on one ring, on its record. */
export class VaultRings {
  constructor(
    private readonly begin: () => VaultCall,
    private readonly records: RingRecords,
    private readonly master: MasterKey,
  ) {}

  async create(ring: string): Promise<'created' | 'exists'> {
    const call = this.begin();
    const known = await this.records.read(call, ring);
    if (known.revision > 0) return 'exists';
    const first = await this.newWrap(call, ring, 1);
    if (!(await this.records.write(call, ring, [first], 0))) return 'exists';
    await this.requireKept(ring, first);
    return 'created';
  }

  async addVersion(ring: string, next: number): Promise<'created' | 'exists'> {
    let made: StoredWrap | null = null;
    const added = await this.records.change(this.begin, ring, async (wraps, call) => {
      if (!wraps || wraps === 'absent') throw new CofferError('not_found', 'There is no such key ring.');
      const highest = Math.max(...wraps.map(({ version }) => version));
      if (next <= highest) return 'kept';
      if (next !== highest + 1) throw new RangeError('versions of a ring have no gaps');
      made = await this.newWrap(call, ring, next);
      return [...wraps, made];
    });
    if (added && made) await this.requireKept(ring, made);
    return added ? 'created' : 'exists';
  }

  async dropVersions(ring: string, versions: readonly number[]): Promise<void> {
    requireErasable(ring);
    await this.records.change(this.begin, ring, async (wraps) => {
      if (!wraps || wraps === 'absent') return 'kept';
      const kept = wraps.filter(({ version }) => !versions.includes(version));
      if (kept.length === wraps.length) return 'kept';
      const newest = Math.max(...wraps.map(({ version }) => version));
      if (versions.includes(newest)) throw new RangeError('the newest version of a ring is not dropped');
      return kept;
    });
  }

  async wraps(ring: string): Promise<RingWraps | null> {
    const { wraps, revision } = await this.records.read(this.begin(), ring);
    if (!wraps) return null;
    return {
      versions: wraps.map(({ version, wrapped_under }) => ({ version, wrappedUnder: wrapped_under })),
      revision,
    };
  }

  async openKey(ring: string, version: number): Promise<KeyObject | null> {
    const call = this.begin();
    const { wraps } = await this.records.read(call, ring);
    const found = wraps?.find((wrap) => wrap.version === version);
    return found ? this.master.unwrap(call, { ring, version }, found.wrap, found.wrapped_under) : null;
  }

  async shred(ring: string): Promise<void> {
    requireErasable(ring);
    await this.records.change(this.begin, ring, async (wraps) => (wraps === null ? 'kept' : null));
  }

  /**
   * A master version may be excluded while a wrap under it is on its way, and the walk before its destruction may have
   * missed that wrap. Nothing is sealed under the new key yet, so it is replaced by another one.
   */
  private async requireKept(ring: string, { version, wrapped_under: under }: StoredWrap): Promise<void> {
    if (await this.master.wrapsUnder(this.begin(), under)) return;
    let another: StoredWrap | null = null;
    await this.records.change(this.begin, ring, async (wraps, call) => {
      another = null;
      const isStale = (held: StoredWrap) => held.version === version && held.wrapped_under === under;
      if (!wraps || wraps === 'absent' || !wraps.some(isStale)) return 'kept';
      another = await this.newWrap(call, ring, version);
      const replaced = another;
      return wraps.map((held) => (isStale(held) ? replaced : held));
    });
    if (another) await this.requireKept(ring, another);
  }

  private async newWrap(call: VaultCall, ring: string, version: number): Promise<StoredWrap> {
    const raw = newKeyBytes();
    try {
      const { wrap, under } = await this.master.wrap(call, { ring, version }, raw);
      return { version, wrapped_under: under, wrap };
    } finally {
      raw.fill(0);
    }
  }
}
