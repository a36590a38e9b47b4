/** The waiting times of the audit, in milliseconds. */
export interface AuditTimings {
  /** A request is refused if its record is not durable within this time [R66]. */
  readonly deadline: number;
  /** How long one append may hang before it is sent again under the same batch id. */
  readonly hang: number;
  /** How long another node may take to append records of this one, before this node sees to them itself. */
  readonly forward: number;
  /** The first pause between two attempts while the log does not answer. Each further pause is twice as long. */
  readonly retry: number;
  /** The longest pause between two attempts. */
  readonly retryLongest: number;
  /** How long a lease lasts after its last renewal. */
  readonly lease: number;
  /** How often the lease is renewed. */
  readonly renew: number;
  /** How often the counts of repeated attempts are written. */
  readonly flush: number;
  /** The pause between two sweeps. */
  readonly sweep: number;
  /** How long one settlement may take. */
  readonly settle: number;
  /** How long a graceful stop waits for what is still open. */
  readonly stop: number;
}

export const AUDIT_TIMINGS: AuditTimings = {
  deadline: 2_000,
  hang: 3_000,
  forward: 500,
  retry: 25,
  retryLongest: 250,
  lease: 10_000,
  renew: 2_000,
  flush: 60_000,
  sweep: 2_000,
  settle: 5_000,
  stop: 5_000,
};
