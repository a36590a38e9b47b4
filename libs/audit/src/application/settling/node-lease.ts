import { type Clock, newId } from '#kernel';
import type { NodeLeases } from '../../ports/audit-log.js';
import type { AuditTimings } from '../timings.js';
import { within } from '../waits.js';

/** The id of this process in the log, and the lease that tells other nodes that it lives. */
export class NodeLease {
  /** A UUIDv7, new at every start. */
  readonly node: string = newId();
  private renewedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly leases: NodeLeases,
    private readonly clock: Clock,
    private readonly timings: AuditTimings,
  ) {}

  /** False if the last renewal is older than three intervals between renewals. */
  get isFresh(): boolean {
    return this.clock.now() - this.renewedAt < 3 * this.timings.renew;
  }

  async renew(): Promise<void> {
    await within(
      this.clock,
      this.timings.deadline,
      this.leases.renew(this.node, this.clock.now() + this.timings.lease),
    );
    this.renewedAt = this.clock.now();
  }

  async release(): Promise<void> {
    await within(this.clock, this.timings.deadline, this.leases.release(this.node));
  }
}
