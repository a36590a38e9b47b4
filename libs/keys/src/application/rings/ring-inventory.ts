import { Injectable } from '@nestjs/common';
import { activeVersion, MASTER_RING } from '../../domain/key-ring.js';
import { KeyManagement } from '../../ports/key-management.js';
import { KeyRingStore } from '../../ports/key-ring.store.js';

/** How many descriptors and names are read at a time. */
const PAGE = 200;

/** How many rings the store describes, and how many of them the keyring does not have. */
export interface Inventory {
  readonly described: number;
  readonly missing: number;
}

/** Compares the rings that the store describes with those of the keyring: a keyring from an old backup lacks some. */
@Injectable()
export class RingInventory {
  constructor(
    private readonly keyring: KeyManagement,
    private readonly store: KeyRingStore,
  ) {}

  /** Walks both, page by page. A ring that is made meanwhile is in the keyring before it is in the store. */
  async take(): Promise<Inventory> {
    let described = 0;
    const absent: string[] = [];
    let names = new Set<string>();
    let reached: string | null = null;
    for (let after: string | null = null, more = true; more; ) {
      const page = await this.store.list(after, PAGE);
      for (const { value } of page) {
        if (value.id === MASTER_RING || activeVersion(value) === null) continue;
        described++;
        while (reached === null || (reached < value.id && names.size > 0)) {
          const next: string[] = await this.keyring.rings(reached, PAGE);
          names = new Set(next);
          reached = next.at(-1) ?? reached ?? value.id;
        }
        if (!names.has(value.id)) absent.push(value.id);
      }
      after = page.at(-1)?.value.id ?? null;
      more = page.length === PAGE;
    }
    return { described, missing: await this.stillAbsent(absent) };
  }

  /** A ring may have been shredded, or its names read, at the wrong moment: each one is asked for again. */
  private async stillAbsent(rings: readonly string[]): Promise<number> {
    let count = 0;
    for (const ring of rings) {
      const known = await this.store.rings.load(ring);
      const isLive = known !== null && activeVersion(known.value) !== null;
      if (isLive && (await this.keyring.wraps(ring)) === null) count++;
    }
    return count;
  }
}
