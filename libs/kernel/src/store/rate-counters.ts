/**
 * Hits a key and window of time, summed over all nodes: what limits are shared by [R82]. A key is opaque to the store:
 * callers hash what it stands for.
 *
 * Errors: {@link PartUnavailable} when nothing was added; {@link OutcomeUnknown} when an add's answer was lost. Both
 * within 2 s [R89].
 */
export abstract class RateCounters {
  /**
   * Adds `hits` (at least 1) atomically and answers the sum, these in it. Of adds that come at once no more than n hits
   * are told a sum of n or less, so that whoever goes on up to a limit never goes past it with the others.
   * `expiresAt`, in milliseconds since 1970: when nobody asks for the window any more; the same in each add.
   */
  abstract add(key: string, window: number, hits: number, expiresAt: number): Promise<number>;

  /** The sum; 0 where nothing was added. */
  abstract sumOf(key: string, window: number): Promise<number>;

  /** Removes every sum that expires at `now` or before, in steps that hold nobody up; again without harm. */
  abstract removeExpired(now: number): Promise<void>;
}
