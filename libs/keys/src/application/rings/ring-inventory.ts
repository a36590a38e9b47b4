import { Injectable } from '@nestjs/common';
import { activeVersion, type KeyRing, MASTER_RING } from '../../domain/key-ring.js';
import { KeyManagement } from '../../ports/key-management.js';
import { KeyRingStore } from '../../ports/key-ring.store.js';

/** How many descriptors are read at a time. */
const DESCRIPTORS = 200;
/** How many names are read at a time: Vault lists all that there are, each time. */
const NAMES = 2_000;

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
    const held = new HeldNames(this.keyring);
    const absent: string[] = [];
    let described = 0;
    for await (const ring of this.described()) {
      described++;
      if (!(await held.has(ring))) absent.push(ring);
    }
    return { described, missing: await this.stillAbsent(absent) };
  }

  /** The names of the rings that the store describes and that are not shredded, in their order. */
  private async *described(): AsyncGenerator<string> {
    let after: string | null = null;
    do {
      const page: KeyRing[] = (await this.store.list(after, DESCRIPTORS)).map(({ value }) => value);
      for (const ring of page) if (ring.id !== MASTER_RING && activeVersion(ring) !== null) yield ring.id;
      after = page.length < DESCRIPTORS ? null : (page.at(-1)?.id ?? null);
    } while (after !== null);
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

/** The names that the keyring holds, for a caller that asks for them in their order. */
class HeldNames {
  private page: readonly string[] = [];
  private names: ReadonlySet<string> = new Set();
  private isLast = false;

  constructor(private readonly keyring: KeyManagement) {}

  async has(ring: string): Promise<boolean> {
    while (!this.isLast && (this.page.at(-1) ?? '') < ring) {
      this.page = await this.keyring.rings(this.page.at(-1) ?? null, NAMES);
      this.names = new Set(this.page);
      this.isLast = this.page.length < NAMES;
    }
    return this.names.has(ring);
  }
}
