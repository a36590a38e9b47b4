/**
 * Counts hits for each key and window of time, over all nodes. The nodes share their limits through them [R82]. A key
 * is opaque to the store: callers hash what it stands for.
 *
 * Errors: {@link PartUnavailable} if nothing was added; {@link OutcomeUnknown} if the answer to an add was lost. Both
 * come within 2 s [R89].
 */
export abstract class RateCounters {
  /**
   * Adds `hits` (at least 1) atomically and returns the new sum. Sums of concurrent adds differ: callers that stop at a
   * limit never exceed it together. `expiresAt`: from when nobody asks for the window any more, in milliseconds since
   * 1970; the same value in each add.
   */
  abstract add(key: string, window: number, hits: number, expiresAt: number): Promise<number>;

  /** The sum. 0 if nothing was added. */
  abstract sumOf(key: string, window: number): Promise<number>;

  /** Removes every sum that expires at `now` or before, in small steps that delay no other call. Idempotent. */
  abstract removeExpired(now: number): Promise<void>;
}
