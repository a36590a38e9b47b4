/** What one batch holds at most, of those that are sent to a receiver. */
export interface BatchBounds {
  readonly records: number;
  /** Of all lines together. One line that is longer makes a batch of its own. */
  readonly bytes: number;
}

/** nginx accepts a body of 1 MiB unless it is told otherwise. */
export const BATCH_BOUNDS: BatchBounds = { records: 1_000, bytes: 1_048_576 };

/** The waiting times of the stream, in milliseconds. */
export interface StreamTimings {
  /** How often a node looks whether it is the one that streams, and for records of other nodes. */
  readonly tick: number;
  /** After the first new record, so that those of the next moments share its batch. */
  readonly gather: number;
  /** The pause after a first failure. Each further pause is twice as long. */
  readonly retry: number;
  readonly retryLongest: number;
  /** How often the lag is looked at. */
  readonly lag: number;
  /** How long a stop goes on sending. The audit gives up its place 2 s after it began to stop. */
  readonly stop: number;
}

export const STREAM_TIMINGS: StreamTimings = {
  tick: 2_000,
  gather: 200,
  retry: 1_000,
  retryLongest: 60_000,
  lag: 5_000,
  stop: 1_500,
};
