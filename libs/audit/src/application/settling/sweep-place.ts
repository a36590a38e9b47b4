import { type Clock, hasEnded } from '#kernel';
import type { NodeLeases } from '../../ports/audit-log.js';
import type { NodeLink } from '../../ports/node-link.js';
import type { AuditTimings } from '../timings.js';

/** The place is extended when one of so many parts of a lease has passed. The rest is what the holder can act in. */
const PARTS_OF_A_LEASE = 3;

/** The place of the one node that does what only one node does at a time. */
export class SweepPlace {
  private heldAt = Number.NEGATIVE_INFINITY;
  private asking: Promise<boolean> | null = null;
  private takes = true;

  constructor(
    private readonly node: string,
    private readonly leases: NodeLeases,
    private readonly clock: Clock,
    private readonly timings: AuditTimings,
    private readonly link: Pick<NodeLink, 'address'> | null = null,
  ) {}

  /**
   * From now on {@link hold} takes nothing. It is true while no node has the place, and a node may take it at any moment
   * after. For a command: it does not do all that the node with the place does, so it must not keep a server from it.
   */
  leaveToServers(): void {
    this.takes = false;
  }

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
    const isHeld = this.takes ? await this.take(now) : await this.isFree(now);
    this.heldAt = isHeld ? now : Number.NEGATIVE_INFINITY;
    return isHeld;
  }

  private take(now: number): Promise<boolean> {
    return this.leases.holdSweep(this.node, now, now + this.timings.lease, this.link?.address ?? null);
  }

  private async isFree(now: number): Promise<boolean> {
    const sweeper = await this.leases.sweeper();
    return sweeper === null || hasEnded(sweeper.until, this.timings.lease, now);
  }
}
