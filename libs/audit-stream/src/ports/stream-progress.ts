/**
 * How far the log was handed to the receiver of the stream.
 *
 * Errors: PartUnavailable('store') within 2 s. After OutcomeUnknown, `acknowledge` may be repeated.
 */
export abstract class StreamProgress {
  /** The number up to which every record was acknowledged; 0: none. */
  abstract acknowledged(): Promise<number>;

  /** Raises the number, durably. A lower one than the present changes nothing. */
  abstract acknowledge(seq: number): Promise<void>;
}
