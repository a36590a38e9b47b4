import type { Clock } from '#kernel';
import type { NodeLeases } from '../../ports/audit-log.js';
import type { AuditTimings } from '../timings.js';

/** The place of the one node that does what only one node does at a time. */
export class SweepPlace {
  constructor(
    private readonly node: string,
    private readonly leases: NodeLeases,
    private readonly clock: Clock,
    private readonly timings: AuditTimings,
  ) {}

  /**
   * Takes or extends the place for the time of a lease. False: another node has it. A node that slept may act after its time:
   * what it does then must be harmless. Throws what the leases throw.
   */
  hold(): Promise<boolean> {
    const now = this.clock.now();
    return this.leases.holdSweep(this.node, now, now + this.timings.lease);
  }
}
