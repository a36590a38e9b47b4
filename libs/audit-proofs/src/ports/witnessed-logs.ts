/** What this witness cosigned last of a log. */
export interface WitnessedLog {
  /** The number of leaves; never 0. */
  readonly size: number;
  /** base64 of 32 bytes: the root at that size. */
  readonly root: string;
}

/** RangeError unless the log grows. */
export function requireGrowth(old: number, { size }: WitnessedLog): void {
  if (!Number.isSafeInteger(size) || size <= old) throw new RangeError('a witnessed log only grows');
}

/**
 * The newest checkpoint that this server cosigned, as a witness, of each log.
 *
 * Errors: PartUnavailable('store') within 2 s. After OutcomeUnknown, `advance` may be repeated.
 */
export abstract class WitnessedLogs {
  /** Null: nothing of this log was cosigned. `origin`: at most 512 characters. */
  abstract newest(origin: string): Promise<WitnessedLog | null>;

  /**
   * Replaces the newest, durably. False, and nothing is changed, if its size is not `old` (0: there is none). True also if
   * `log` is the newest already. RangeError unless `log` is larger than `old`.
   */
  abstract advance(origin: string, old: number, log: WitnessedLog): Promise<boolean>;
}
