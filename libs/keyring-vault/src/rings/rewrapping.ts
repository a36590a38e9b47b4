import { OutcomeUnknown, PartUnavailable } from '#kernel';
import type { Rewrapped } from '#keys';
import { type MasterKey, newestOf, type Wrap } from '../master-key.js';
import { AT_ONCE, inParallel } from '../session/in-parallel.js';
import type { VaultCall } from '../session/vault-session.js';
import { DamagedRecord, type RingRecord, type RingRecords, type StoredWrap } from './ring-records.js';

/** How often a record is tried while others change it. */
const ATTEMPTS = 5;

interface StaleRing {
  readonly ring: string;
  readonly wraps: readonly StoredWrap[];
  readonly revision: number;
  /** Those of `wraps` that are under an older master version. */
  readonly stale: readonly StoredWrap[];
}

/**
 * Re-wraps many rings: reads their records, makes stale wraps again in batches, and writes each record by compare-and-set.
 * Each request has the time of one call, so that this fails within 2 s when Vault stops answering. Otherwise it takes as
 * long as its requests: for 200 rings of one version, 13 reads, 3 batches and 13 writes after each other.
 */
export class Rewrapping {
  constructor(
    private readonly begin: () => VaultCall,
    private readonly rings: Pick<RingRecords, 'read' | 'write'>,
    private readonly master: MasterKey,
  ) {}

  /** After PartUnavailable, some rings may have been moved. */
  async run(rings: readonly string[]): Promise<Rewrapped> {
    try {
      return await this.attempts(rings);
    } catch (error) {
      // A write that lands late does no harm: its wraps hold the same keys, and compare-and-set protects later changes.
      if (error instanceof OutcomeUnknown) throw new PartUnavailable('keyring', error);
      throw error;
    }
  }

  /** Not the loop of changeDocument: many records share each batch of Transit. */
  private async attempts(rings: readonly string[]): Promise<Rewrapped> {
    const failed: string[] = [];
    let moved = 0;
    let left = [...new Set(rings)];
    for (let attempt = 0; attempt < ATTEMPTS && left.length > 0; attempt++) {
      const lost: string[] = [];
      const stale = await this.readStale(left, failed);
      const renewed = await this.renew(stale, failed);
      await inParallel(renewed, AT_ONCE, async ({ ring, wraps, revision, stale }) => {
        if (await this.rings.write(this.begin(), ring, wraps, revision)) moved += stale.length;
        else lost.push(ring);
      });
      left = lost;
    }
    return { moved, failed: [...failed, ...left] };
  }

  private async readStale(rings: readonly string[], failed: string[]): Promise<StaleRing[]> {
    const newest = newestOf(await this.master.versions(this.begin()));
    const found: StaleRing[] = [];
    await inParallel(rings, AT_ONCE, async (ring) => {
      const record = await this.readable(ring);
      if (!record) return void failed.push(ring);
      const { wraps, revision } = record;
      const stale = (wraps ?? []).filter(({ wrapped_under }) => wrapped_under < newest);
      if (wraps && stale.length > 0) found.push({ ring, wraps, revision, stale });
    });
    return found;
  }

  /** The record; null if it is damaged. */
  private async readable(ring: string): Promise<RingRecord | null> {
    try {
      return await this.rings.read(this.begin(), ring);
    } catch (error) {
      if (error instanceof DamagedRecord) return null;
      throw error;
    }
  }

  /** The rings with their new wraps. A ring with a wrap that does not open is not changed. */
  private async renew(rings: readonly StaleRing[], failed: string[]): Promise<StaleRing[]> {
    const old = rings.flatMap(({ ring, stale }) =>
      stale.map(({ version, wrap, wrapped_under }) => ({ ref: { ring, version }, wrap, under: wrapped_under })),
    );
    const made = (old.length > 0 ? await this.master.rewrap(this.begin, old) : []).values();
    const renewed: StaleRing[] = [];
    for (const ring of rings) {
      const wraps = ring.stale.map(() => made.next().value ?? null);
      if (wraps.every((wrap) => wrap !== null)) renewed.push(withWraps(ring, wraps));
      else failed.push(ring.ring);
    }
    return renewed;
  }
}

function withWraps(ring: StaleRing, made: readonly Wrap[]): StaleRing {
  const renewed = new Map(ring.stale.map((old, index) => [old, made[index]]));
  const wraps = ring.wraps.map((held) => {
    const wrap = renewed.get(held);
    return wrap ? { version: held.version, wrapped_under: wrap.under, wrap: wrap.wrap } : held;
  });
  return { ...ring, wraps };
}
