import { aRequest, ManualClock } from '#kernel/testing';
import { AUDIT_TIMINGS } from '../application/timings.js';
import { ANN, type AuditNode, auditNode } from './audit-node.js';
import { CutLeases } from './cut-leases.js';
import { MemoryAuditLog } from './memory-audit-log.js';
import { MemoryNetwork } from './memory-node-link.js';

/** Nodes of one log in memory that live at the same time and reach each other. */
export class LinkedNodes {
  readonly log = new MemoryAuditLog();
  readonly leases = new CutLeases();
  readonly clock = new ManualClock();
  readonly network = new MemoryNetwork();
  readonly nodes: AuditNode[] = [];

  /** Starts a node with the place of the sweeper, at `appender:1`, and one that forwards to it, at `follower:1`. */
  async startPair(): Promise<readonly [appender: AuditNode, follower: AuditNode]> {
    const appender = await this.start('appender:1');
    await this.clock.drive(appender.place.hold());
    const follower = await this.start('follower:1');
    await this.clock.advance(2 * AUDIT_TIMINGS.renew);
    return [appender, follower];
  }

  /** `address`: null for a node without a link. */
  async start(address: string | null, prepare: (node: AuditNode) => void = () => {}): Promise<AuditNode> {
    const link = address === null ? null : this.network.link(address);
    const node = auditNode(this.log, this.leases, this.clock, 0, link);
    this.nodes.push(node);
    prepare(node);
    await this.clock.drive(node.runtime.start());
    await node.runtime.join();
    return node;
  }

  /** One record by `node`. */
  read(node: AuditNode, resourceId: string): Promise<void> {
    return node.trail.succeeded(aRequest(), ANN, { action: 'secret:reveal', resourceType: 'secret', resourceId });
  }

  /** The log has each of these reads once, in numbers without a gap. */
  expectReads(...names: string[]): void {
    const leaves = this.log.leaves();
    expect(leaves.map(({ seq }) => seq)).toEqual(leaves.map((_, index) => index + 1));
    const found = leaves.filter(({ action }) => action === 'secret:reveal').map((leaf) => leaf.resource_id);
    expect(found.sort()).toEqual(names.sort());
  }

  /** Stops all nodes that run, without the faults of the test. */
  async end(): Promise<void> {
    this.log.hooks.before = undefined;
    this.log.hooks.after = undefined;
    this.network.before = undefined;
    this.network.after = undefined;
    this.network.alter = undefined;
    await this.clock.drive(Promise.all(this.nodes.splice(0).map((node) => node.runtime.stop())));
  }
}
