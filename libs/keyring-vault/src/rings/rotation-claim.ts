import { type Clock, PartUnavailable } from '#kernel';
import type { VaultCall } from '../session/vault-session.js';
import { requireDone } from '../transit/transit-batches.js';
import type { KvRecords } from './ring-records.js';

/** A claim of this age, in milliseconds, is given up. Longer than one call: its node has rotated by then, or failed. */
const GIVEN_UP_MS = 2_000;
/** How long a call waits for the rotation of another node, in milliseconds. */
const WAIT_MS = 1_000;
/** How often it looks, in milliseconds. */
const LOOK_MS = 50;

/**
 * Decides which node rotates a Transit key. Transit would do two rotations at once, so a node first takes a claim: a record
 * of KV, by compare-and-set. A node that has seen the same claim for {@link GIVEN_UP_MS}, by its own clock, takes
 * it over. So a rotation whose answer was lost is repeated, too.
 */
export class RotationClaim {
  private seen = { revision: 0, since: 0 };

  constructor(
    private readonly records: KvRecords,
    private readonly clock: Clock,
    /** The record of the claim, one for each key. */
    private readonly path: 'master_rotation' | 'audit_rotation',
  ) {}

  /**
   * True: the caller has to rotate to `next`. False: another node did, so that `missing` is false. PartUnavailable while
   * another node holds the claim; it is safe to call again.
   */
  async take(call: VaultCall, next: number, missing: () => Promise<boolean>): Promise<boolean> {
    const found = await this.records.read(call, this.path);
    const revision = found?.version ?? 0;
    if (found?.data.next === next && !this.isGivenUp(revision)) return this.awaitOther(missing);
    if (await this.records.write(call, this.path, { format: 1, next }, revision)) return true;
    return this.awaitOther(missing);
  }

  /**
   * Rotates the Transit key at the path `key` to `next`, if no other node did: Transit has no compare-and-set for rotations, so
   * the node that holds the claim rotates, after one more look. Errors: as {@link take}.
   */
  async rotate(
    call: VaultCall,
    key: string,
    next: number,
    missing: () => Promise<boolean>,
  ): Promise<'created' | 'exists'> {
    // Another node may have rotated, and taken its claim back, between the look of the caller and the claim.
    if (!(await this.take(call, next, missing)) || !(await missing())) return 'exists';
    requireDone(await call.write(`${key}/rotate`, {}));
    return 'created';
  }

  private isGivenUp(revision: number): boolean {
    const now = this.clock.now();
    if (this.seen.revision !== revision) this.seen = { revision, since: now };
    return now - this.seen.since >= GIVEN_UP_MS;
  }

  private async awaitOther(missing: () => Promise<boolean>): Promise<false> {
    for (const until = this.clock.now() + WAIT_MS; this.clock.now() < until; await this.clock.sleep(LOOK_MS)) {
      if (!(await missing())) return false;
    }
    throw new PartUnavailable('keyring', new Error('another node is rotating the key'));
  }
}
