import { Injectable } from '@nestjs/common';
import type { Rotation } from '../../domain/rotation.js';
import type { PassPage } from '../../domain/rotation-course.js';
import { KeyManagement, REWRAP_MOST, type Rewrapped } from '../../ports/key-management.js';
import { KeyRingStore } from '../../ports/key-ring.store.js';

/** Calls to the keyring at the same time; each re-wraps up to {@link REWRAP_MOST} rings. */
const AT_ONCE = 2;
const PAGE = AT_ONCE * REWRAP_MOST;

/**
 * Re-wraps the key rings under the newest master version. No sealed value is read or changed [R61]. It walks the rings
 * that the keyring holds, not those that the store describes: a version is destroyed only when no wrap names it.
 */
@Injectable()
export class MasterPass {
  constructor(
    private readonly keyring: KeyManagement,
    private readonly store: KeyRingStore,
  ) {}

  /** The `master` descriptor is not counted: it is not a ring. */
  async estimate(): Promise<number> {
    return Math.max(0, (await this.store.count()) - 1);
  }

  async page({ place }: Rotation): Promise<PassPage> {
    const rings = await this.keyring.rings(place, PAGE);
    const batches = await settledAll(inBatches(rings).map((batch) => this.keyring.rewrap(batch)));
    return {
      next: rings.length < PAGE ? null : (rings.at(-1) ?? null),
      examined: rings.length,
      moved: sum(batches.map(({ moved }) => moved)),
      failed: sum(batches.map(({ failed }) => failed.length)),
    };
  }
}

function inBatches(rings: readonly string[]): string[][] {
  const count = Math.ceil(rings.length / REWRAP_MOST);
  return Array.from({ length: count }, (_, at) => rings.slice(at * REWRAP_MOST, (at + 1) * REWRAP_MOST));
}

/** Waits for all calls, also after one has failed: none may still run while the page is repeated. */
async function settledAll(calls: readonly Promise<Rewrapped>[]): Promise<Rewrapped[]> {
  const ended = await Promise.allSettled(calls);
  return ended.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
