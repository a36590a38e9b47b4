import { type Clock, CofferError } from '#kernel';
import type { StoredCheckpoint } from '../../ports/checkpoint.store.js';
import type { PublishedCheckpoints } from '../checkpoints/published.js';

/** The longest wait, in milliseconds. */
export const LONGEST_WAIT_MS = 10_000;
/** Requests of one account that wait at the same time. */
export const WAITS_OF_ONE = 4;
/** Requests of all accounts that wait at the same time. */
export const WAITS_IN_ALL = 256;
/** How often the newest checkpoint is read while anybody waits, in milliseconds: once for all that wait. */
const LOOK_EVERY_MS = 250;

interface Wait {
  readonly account: string;
  readonly size: number;
  end(covering: StoredCheckpoint | null): void;
}

/** Requests that wait until a checkpoint covers a size. All of them cost one read of the store at a time. */
export class CheckpointWaits {
  private readonly waits = new Set<Wait>();
  private isLooking = false;

  constructor(
    private readonly published: PublishedCheckpoints,
    private readonly clock: Clock,
  ) {}

  /** How many wait now. */
  get size(): number {
    return this.waits.size;
  }

  /**
   * The newest checkpoint once it covers `size` leaves. Null: none did for `milliseconds`. 429 `rate_limited` if as many
   * requests of this account wait as may, 503 `busy` if as many of all do.
   */
  async covering(account: string, size: number, milliseconds: number): Promise<StoredCheckpoint | null> {
    this.requireRoom(account);
    return new Promise((resolve) => {
      const wait: Wait = {
        account,
        size,
        end: (covering) => {
          cancel();
          this.waits.delete(wait);
          resolve(covering);
        },
      };
      const cancel = this.clock.after(Math.min(milliseconds, LONGEST_WAIT_MS), () => wait.end(null));
      this.waits.add(wait);
      void this.look();
    });
  }

  private requireRoom(account: string): void {
    const mine = [...this.waits].filter((wait) => wait.account === account).length;
    const retry = { retryAfterSeconds: 1 };
    if (mine >= WAITS_OF_ONE)
      throw new CofferError('rate_limited', `At most ${WAITS_OF_ONE} of your requests wait at the same time.`, retry);
    if (this.waits.size >= WAITS_IN_ALL)
      throw new CofferError('busy', 'Too many requests wait for a checkpoint. Try again.', retry);
  }

  /** Never rejects. While the store does not answer, they wait on. */
  private async look(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    while (this.waits.size > 0) {
      await this.clock.sleep(LOOK_EVERY_MS);
      const newest = await this.published.newest().catch(() => null);
      if (newest) for (const wait of this.waits) if (newest.size >= wait.size) wait.end(newest);
    }
    this.isLooking = false;
  }
}
