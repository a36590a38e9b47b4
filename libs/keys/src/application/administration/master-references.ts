import { Injectable } from '@nestjs/common';
import { Clock, PartUnavailable } from '#kernel';
import { MASTER_RING } from '../../domain/key-ring.js';
import { KeyManagement } from '../../ports/key-management.js';
import { KeyRingStore } from '../../ports/key-ring.store.js';

/** With more rings than this, nothing is counted: it would take too long for an answer. */
const MOST_RINGS = 5_000;
/** How long counting may take, in milliseconds. */
const WITHIN_MS = 2_000;
/** How many descriptors are read at a time. */
const PAGE = 200;
/** How many rings are read from the keyring at the same time. */
const AT_ONCE = 16;

/** Counts the wraps under each version of the master key. */
@Injectable()
export class MasterReferences {
  constructor(
    private readonly keyring: KeyManagement,
    private readonly store: KeyRingStore,
    private readonly clock: Clock,
  ) {}

  /** The counts by version. Null: there are too many to count, or the store or the keyring does not answer. */
  async count(): Promise<ReadonlyMap<number, number> | null> {
    try {
      if ((await this.store.count()) > MOST_RINGS) return null;
      return await this.walk(this.clock.now() + WITHIN_MS);
    } catch (error) {
      if (error instanceof PartUnavailable) return null;
      throw error;
    }
  }

  private async walk(deadline: number): Promise<ReadonlyMap<number, number> | null> {
    const counts = new Map<number, number>();
    let after: string | null = null;
    do {
      const page: string[] = (await this.store.list(after, PAGE)).map(({ value }) => value.id);
      for (let at = 0; at < page.length; at += AT_ONCE) {
        if (this.clock.now() > deadline) return null;
        await Promise.all(page.slice(at, at + AT_ONCE).map((ring) => this.countOf(ring, counts)));
      }
      after = page.length < PAGE ? null : (page.at(-1) ?? null);
    } while (after !== null);
    return counts;
  }

  private async countOf(ring: string, counts: Map<number, number>): Promise<void> {
    if (ring === MASTER_RING) return;
    const held = await this.keyring.wraps(ring);
    for (const { wrappedUnder } of held?.versions ?? []) counts.set(wrappedUnder, (counts.get(wrappedUnder) ?? 0) + 1);
  }
}
