import { type Clock, PartUnavailable } from '#kernel';
import type { VaultCall } from '../session/vault-session.js';
import type { KvRecords } from './ring-records.js';

const PATH = 'master_rotation';
/** Longer than one call: whoever claimed has sent its rotation, or has given up. */
const GIVEN_UP_MS = 2_000;
/** What a call waits for another's rotation, and how often it looks. */
const WAIT_MS = 1_000;
const LOOK_MS = 50;

/**
 * Who rotates the Transit key: a record of KV that is taken by compare-and-set, since of two rotations at once Transit
 * does both. A claim that leads to nothing is taken over by whoever has seen it unchanged for {@link GIVEN_UP_MS}, by
 * its own clock; that is also how one whose answer was lost comes to be repeated.
 */
export class RotationClaim {
  private seen = { revision: 0, since: 0 };

  constructor(
    private readonly records: KvRecords,
    private readonly clock: Clock,
  ) {}

  /**
   * True: the caller is to rotate to `next`. False: another did, as `missing` told. PartUnavailable while another
   * holds the claim: calling again is safe.
   */
  async take(call: VaultCall, next: number, missing: () => Promise<boolean>): Promise<boolean> {
    const found = await this.records.read(call, PATH);
    const revision = found?.version ?? 0;
    if (found?.data.next === next && !this.isGivenUp(revision)) return this.awaitOther(missing);
    if (await this.records.write(call, PATH, { format: 1, next }, revision)) return true;
    return this.awaitOther(missing);
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
    throw new PartUnavailable('keyring', new Error('another node is rotating the master key'));
  }
}
