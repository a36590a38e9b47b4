import { type Clock, newId } from '#kernel';
import type { NodeLeases } from '../../ports/audit-log.js';
import type { AuditTimings } from '../timings.js';
import { within } from '../waits.js';

/** This process among the others that append to the log: its id, and its lease, by which they know that it lives. */
export class NodeLease {
  /** UUIDv7, new at every start. */
  readonly node: string = newId();
  private renewedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly leases: NodeLeases,
    private readonly clock: Clock,
    private readonly timings: AuditTimings,
  ) {}

  /** Whether the lease was renewed lately enough that no renewal has failed twice. */
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
