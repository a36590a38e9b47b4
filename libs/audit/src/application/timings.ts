/** How long the audit waits for what, in milliseconds. */
export interface AuditTimings {
  /** From when a record was handed in until its request is refused [R66]. */
  readonly deadline: number;
  /** How long one append may hang before it is sent again under the same batch id. */
  readonly hang: number;
  /** Pauses between attempts while the log does not answer: the first, and the longest. */
  readonly retry: number;
  readonly retryLongest: number;
  /** How long a lease holds after its last renewal, and how often it is renewed. */
  readonly lease: number;
  readonly renew: number;
  /** Between two sweeps. */
  readonly sweep: number;
  /** How long one settlement may take. */
  readonly settle: number;
  /** How long a graceful stop waits for what is still open. */
  readonly stop: number;
}

export const AUDIT_TIMINGS: AuditTimings = {
  deadline: 2_000,
  hang: 3_000,
  retry: 25,
  retryLongest: 250,
  lease: 10_000,
  renew: 2_000,
  sweep: 2_000,
  settle: 5_000,
  stop: 5_000,
};
