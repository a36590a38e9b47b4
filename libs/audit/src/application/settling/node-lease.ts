import { type Clock, newId } from '#kernel';
import type { NodeLeases } from '../../ports/audit-log.js';
import type { AuditTimings, Monotonic } from '../timings.js';
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
    private readonly monotonic: Monotonic,
  ) {}

  /** Whether the lease was renewed lately enough that no renewal has failed twice. */
  get isFresh(): boolean {
    return this.monotonic() - this.renewedAt < 3 * this.timings.renew;
  }

  async renew(): Promise<void> {
    await within(this.leases.renew(this.node, this.clock.now() + this.timings.lease), this.timings.deadline);
    this.renewedAt = this.monotonic();
  }

  async release(): Promise<void> {
    await within(this.leases.release(this.node), this.timings.deadline);
  }
}
