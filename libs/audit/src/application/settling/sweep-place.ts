import type { Clock } from '#kernel';
import type { NodeLeases } from '../../ports/audit-log.js';
import type { NodeLink } from '../../ports/node-link.js';
import type { AuditTimings } from '../timings.js';

/** The place is extended when one of so many parts of a lease has passed. The rest is what the holder can act in. */
const PARTS_OF_A_LEASE = 3;

/** The place of the one node that does what only one node does at a time. */
export class SweepPlace {
  private heldAt = Number.NEGATIVE_INFINITY;
  private asking: Promise<boolean> | null = null;

  constructor(
    private readonly node: string,
    private readonly leases: NodeLeases,
    private readonly clock: Clock,
    private readonly timings: AuditTimings,
    private readonly link: Pick<NodeLink, 'address'> | null = null,
  ) {}

  /**
   * Takes the place for the time of a lease, or extends it when a third of that has passed: so it is cheap to call before
   * each step, and at least two thirds of a lease are left when this resolves with true. False: another node has it. A node
   * that slept may act after its time: what it does then must be harmless. Throws what the leases throw.
   */
  async hold(): Promise<boolean> {
    const since = this.clock.now() - this.heldAt;
    if (since >= 0 && since < this.timings.lease / PARTS_OF_A_LEASE) return true;
    this.asking ??= this.ask().finally(() => {
      this.asking = null;
    });
    return this.asking;
  }

  private async ask(): Promise<boolean> {
    const now = this.clock.now();
    const address = this.link?.address ?? null;
    const isHeld = await this.leases.holdSweep(this.node, now, now + this.timings.lease, address);
    this.heldAt = isHeld ? now : Number.NEGATIVE_INFINITY;
    return isHeld;
  }
}
